import CPOSIX

/// Tells which entries of a directory were made or touched.
public struct DirectoryWatch: ~Copyable {
    /// Readable when something has happened; nil where the system cannot tell.
    public let descriptor: Int32?

    public init(_ path: String) {
        let descriptor = cposix_watch_directory(path)
        self.descriptor = descriptor < 0 ? nil : descriptor
    }

    deinit {
        if let descriptor { close(descriptor) }
    }

    /// The names since the last call; nil when some may be missing and the directory has to be listed.
    public func changes() -> Set<String>? {
        guard let descriptor else { return nil }
        var names: Set<String> = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { return names }
            guard Self.collect(buffer.prefix(count), into: &names) else { return nil }
        }
    }

    /// Reads events as inotify(7) lays them out: watch, mask, cookie and length in 32 bits each, then the padded name.
    private static func collect(_ events: ArraySlice<UInt8>, into names: inout Set<String>) -> Bool {
        var rest = events
        while rest.count >= 16 {
            let word = { (offset: Int) in
                rest.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: UInt32.self) }
            }
            let isOverflow = word(4) & 0x4000 != 0  // IN_Q_OVERFLOW
            if isOverflow { return false }
            let length = Int(word(12))
            let name = rest.dropFirst(16).prefix(length).prefix { $0 != 0 }
            if !name.isEmpty { names.insert(String(decoding: name, as: UTF8.self)) }
            rest = rest.dropFirst(16 + length)
        }
        return true
    }
}
