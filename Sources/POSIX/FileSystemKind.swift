/// A file system with a property that matters to what is kept on it.
public struct FileSystemKind: Hashable, Sendable {
    /// What matters.
    public enum Nature: Sendable {
        /// Other machines or a program of a user are behind it: its locks and renames are not reliable.
        case network
        /// A reboot empties it.
        case memory
        /// A loss of power may damage it, also what was synchronized before.
        case unjournaled
        /// It is a container's own, and may be removed with the container.
        case layered
        /// ext2, ext3 or ext4: only some have a journal.
        case ext
    }

    /// The name, for a person.
    public let name: String
    /// What matters.
    public let nature: Nature

    /// The kind of file system that has a path; nil for any other, or on an error.
    public init?(of path: String) {
        // The numbers are from statfs(2).
        switch FileSystem.kindNumber(of: path) {
        case 0x6969: self.init("NFS", .network)
        case 0x6573_5546: self.init("FUSE", .network)
        case 0x517b, 0xff53_4d42, 0xfe53_4d42: self.init("SMB", .network)
        case 0x0102_1997: self.init("9P", .network)
        case 0x00c3_6400: self.init("Ceph", .network)
        case 0x5346_414f: self.init("AFS", .network)
        case 0x0102_1994: self.init("tmpfs", .memory)
        case 0x8584_58f6: self.init("ramfs", .memory)
        case 0x4d44: self.init("FAT", .unjournaled)
        case 0x2011_bab0: self.init("exFAT", .unjournaled)
        case 0x137f, 0x138f: self.init("Minix", .unjournaled)
        case 0x794c_7630: self.init("overlay", .layered)
        case 0xef53: self.init("ext", .ext)
        default: return nil
        }
    }

    private init(_ name: String, _ nature: Nature) {
        self.name = name
        self.nature = nature
    }
}

extension FileSystemKind {
    /// Whether the ext2, ext3 or ext4 file system that has a path uses a journal; nil when the kernel does not tell.
    public static func extHasJournal(_ path: String) -> Bool? {
        guard let number = FileSystem.deviceNumber(of: path),
            let device = FileSystem.resolved("/sys/dev/block/\(number)").split(separator: "/").last,
            let task = try? FileSystem.read("/sys/fs/ext4/\(device)/journal_task")
        else { return nil }
        return !task.starts(with: "<none>".utf8)
    }
}
