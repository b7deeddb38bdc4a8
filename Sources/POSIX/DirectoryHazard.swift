/// Why a directory is no safe place for what must not be lost. The raw value is the word by which a setting allows it.
public enum DirectoryHazard: String, Hashable, Sendable, CaseIterable {
    /// It is on a network file system, whose locks and renames are not reliable.
    case network
    /// It is in memory: a reboot empties it.
    case tmpfs
    /// Every user may write into it. The sticky bit does not help: anybody may make a part that is still missing.
    case writable
}

/// What is known of a directory that is to keep something.
public struct DirectoryCondition: Sendable {
    /// The kind of file system; nil for one without a property that matters.
    public let kind: FileSystemKind?
    /// Why it is not safe.
    public let hazards: [DirectoryHazard]
    /// Whether other members of its group may write into it.
    public let isGroupWritable: Bool

    /// Looks at a directory, with two system calls; nil when there is none of that name.
    public init?(_ path: String) {
        guard let permissions = FileSystem.permissions(ofDirectory: path) else { return nil }
        kind = FileSystemKind(of: path)
        let isWritable = permissions & 0o002 != 0
        hazards = [
            kind?.nature == .network ? .network : kind?.nature == .memory ? .tmpfs : nil, isWritable ? .writable : nil,
        ]
        .compactMap { $0 }
        isGroupWritable = permissions & 0o020 != 0
    }
}
