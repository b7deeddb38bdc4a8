// The one file that imports the C library. Linux with glibc is the platform.

@_exported import Glibc

/// C functions that have the name of a method here, which would hide them.
enum CLibrary {
    static func exit(_ code: Int32) -> Never { Glibc.exit(code) }

    static func rename(_ old: String, _ new: String) -> Int32 { Glibc.rename(old, new) }

    static func write(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
        Glibc.write(descriptor, bytes, count)
    }
}
