/// Why a directory is no safe place for what must not be lost. The raw value is the word by which a setting allows it.
public enum DirectoryHazard: String, Hashable, Sendable, CaseIterable {
    /// It is on a network file system, whose locks and renames are not reliable.
    case network
    /// It is in memory: a reboot empties it.
    case tmpfs
    /// Every user may write into it, also with the sticky bit: anybody may put a file in the place of one that is missing.
    case writable
}

/// What is known of a directory that is to keep something.
public struct DirectoryCondition: Sendable {
    /// The directory's own path.
    public let path: String
    /// The file system's name; nil for one that is not known.
    public let fileSystem: String?
    /// In the order of their names.
    public let hazards: [DirectoryHazard]
    /// Whether other members of its group may write into it.
    public let isGroupWritable: Bool

    /// Looks at a directory; nil when there is none of that name.
    public init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return nil }
        self.path = path
        let kind = FileSystemKind(of: path)
        fileSystem = kind?.name
        var hazards: [DirectoryHazard] = []
        if kind?.nature == .network { hazards.append(.network) }
        if kind?.nature == .memory { hazards.append(.tmpfs) }
        if status.st_mode & S_IWOTH != 0 { hazards.append(.writable) }
        self.hazards = hazards
        isGroupWritable = status.st_mode & S_IWGRP != 0
    }
}
