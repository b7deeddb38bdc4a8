/// Reports which entries of a directory were made or touched (inotify(7)).
public struct DirectoryWatch: ~Copyable {
    /// Becomes readable when something has changed; nil when the directory cannot be watched.
    public let descriptor: Int32?

    /// Watches a directory from now on.
    public init(_ path: String) {
        let descriptor = inotify_init1(Int32(IN_CLOEXEC | IN_NONBLOCK))
        guard descriptor >= 0 else {
            self.descriptor = nil
            return
        }
        let events = IN_CREATE | IN_ATTRIB | IN_MOVED_TO | IN_ONLYDIR
        if inotify_add_watch(descriptor, path, UInt32(events)) >= 0 {
            self.descriptor = descriptor
        } else {
            close(descriptor)
            self.descriptor = nil
        }
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

    /// Reads events: watch, mask, cookie and length in 32 bits each, then the padded name.
    ///
    /// - Returns: false when the kernel's queue was full and events are lost.
    private static func collect(_ events: ArraySlice<UInt8>, into names: inout Set<String>) -> Bool {
        var rest = events
        while rest.count >= 16 {
            let word = { (offset: Int) in
                rest.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: UInt32.self) }
            }
            if word(4) & UInt32(IN_Q_OVERFLOW) != 0 { return false }
            let length = Int(word(12))
            let name = rest.dropFirst(16).prefix(length).prefix { $0 != 0 }
            if !name.isEmpty { names.insert(String(decoding: name, as: UTF8.self)) }
            rest = rest.dropFirst(16 + length)
        }
        return true
    }
}
