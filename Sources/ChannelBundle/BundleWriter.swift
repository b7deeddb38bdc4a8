// Publishing a bundle. Receivers open single files of it at any moment, so it must change as a whole: the new bundle is
// built in a directory beside the old one and synchronised, and then the two exchange their names in one step.

import Cryptography
import JSON
import POSIX

/// Why a bundle was not published. What had its name before is untouched.
public enum BundleWriteError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Something else has the bundle's name.
    case notABundle(String)
    /// Two bindings have the same id, or an id cannot be a file's name.
    case badID(String)
    /// A link without a target has the bundle's name.
    case danglingLink(String)
    /// The earlier bundle cannot change its name: it is a mount point, or in a lower layer of an overlay file system.
    case notReplaceable(String, SystemError)
    /// A system call failed.
    case system(SystemError)

    /// One sentence for people.
    public var description: String {
        switch self {
        case .notABundle(let path): "\(path) exists and is not a bundle; it is left as it is"
        case .badID(let id): "the id \(id) cannot be the name of a file, or two bindings have it"
        case .danglingLink(let path):
            "\(path) is a link and its target does not exist; make the target or remove the link"
        case .notReplaceable(let path, let error):
            """
            \(path) cannot be replaced in one step and is left as it is: it is a mount point, or part of a container's \
            image; compile to a new name, such as a directory below it (\(error))
            """
        case .system(let error): "the bundle cannot be written: \(error)"
        }
    }
}

/// What is left to say of a bundle that was published.
public enum BundleRemark: Hashable, Sendable, CustomStringConvertible {
    /// The earlier bundle, or one that was not finished, has this name now and cannot be removed.
    case remains(String, SystemError)
    /// A loss of power may bring the earlier bundle back.
    case notSynchronized(SystemError)

    /// One clause for people.
    public var description: String {
        switch self {
        case .remains(let path, let error): "the earlier bundle remains as \(path): \(error)"
        case .notSynchronized(let error): "a loss of power may bring the earlier bundle back: \(error)"
        }
    }
}

/// Writes a compiled bundle.
public struct BundleWriter: Sendable {
    /// The bundle's directory.
    public let directory: String

    /// - Parameter directory: where the bundle is published; an earlier bundle there is replaced.
    public init(directory: String) {
        // With a slash at the end the new bundle would be made inside the old one.
        var name = directory[...]
        while name.count > 1, name.hasSuffix("/") { name = name.dropLast() }
        // A link to a bundle stays: its target is replaced.
        self.directory = FileSystem.resolved(String(name))
    }

    /// The digest of the configurations that a bundle is made of.
    public static func digest(of sources: [[UInt8]]) -> String {
        sha256Hexadecimal(Array(sources.map(sha256Hexadecimal).joined(separator: "\n").utf8))
    }

    /// Writes the bundle and replaces an earlier one.
    ///
    /// Equal bindings give equal bytes. A reader sees the old bundle or the new one, also after a loss of power; when
    /// this throws, the old one is untouched.
    ///
    /// - Parameter sourceDigest: see ``digest(of:)``.
    /// - Returns: what went wrong after the bundle was published.
    @discardableResult
    public func write(_ bindings: [Binding], sourceDigest: String) throws(BundleWriteError) -> [BundleRemark] {
        let files = try files(bindings, sourceDigest: sourceDigest)
        guard !FileSystem.isDanglingLink(directory) else { throw .danglingLink(directory) }
        guard !FileSystem.exists(directory) || isBundle else { throw .notABundle(directory) }
        let parent = FileSystem.directory(of: directory)
        // Not mkdtemp: the directory should get its permissions from the user's umask.
        let temporary = "\(directory)\(Self.mark)\(Digest128(of: randomBytes(count: 16)))"
        do throws(SystemError) {
            try FileSystem.makeDirectories(parent, mode: 0o755)
            removeRemains(now: Clock.wall())
            try FileSystem.makeDirectory(temporary, mode: 0o755)
            try build(files, in: temporary)
        } catch {
            discard(temporary)
            throw .system(error)
        }
        do throws(BundleWriteError) {
            try publish(temporary)
        } catch {
            discard(temporary)
            throw error
        }
        var remarks: [BundleRemark] = []
        do { try FileSystem.synchronizeDirectory(parent) } catch { remarks.append(.notSynchronized(error)) }
        // After an exchange the old bundle has the temporary name; after a rename nothing has.
        do { try FileSystem.removeTree(temporary) } catch { remarks.append(.remains(temporary, error)) }
        return remarks
    }

    /// Gives a complete bundle its name.
    private func publish(_ temporary: String) throws(BundleWriteError) {
        // Another writer may publish the first bundle, or a person remove the last one, at any moment.
        for _ in 0..<100 {
            do throws(SystemError) {
                do throws(SystemError) {
                    return try FileSystem.rename(temporary, to: directory)
                } catch {
                    guard [EEXIST, ENOTEMPTY].contains(error.code) else { throw error }
                }
                if isBundle { return try FileSystem.exchange(temporary, directory) }
            } catch {
                switch error.code {
                case ENOENT: continue
                case EBUSY, EXDEV, EINVAL: throw .notReplaceable(directory, error)
                default: throw .system(error)
                }
            }
            if FileSystem.exists(directory) { throw .notABundle(directory) }
        }
        throw .system(SystemError("rename", directory, code: EAGAIN))
    }

    /// Removes what was not published. What cannot be removed, a later writer removes.
    private func discard(_ temporary: String) { try? FileSystem.removeTree(temporary) }

    /// Whether the directory is a bundle, so that it may be replaced.
    private var isBundle: Bool {
        guard FileSystem.isDirectory(directory), let names = try? FileSystem.list(directory) else { return false }
        if names.isEmpty { return true }
        guard Set(names).isSubset(of: ["manifest.json", "bindings"]), BundleReader(directory: directory).hasManifest,
            let files = try? FileSystem.list("\(directory)/bindings")
        else { return false }
        return files.allSatisfy { $0.hasSuffix(".json") && BundleReader.isBindingID(String($0.dropLast(5))) }
    }

    /// Removes directories more than an hour old that killed writers have left beside the bundle. Building one takes
    /// seconds.
    ///
    /// A failure here does not stop the publishing: the directory may belong to another user.
    private func removeRemains(now: Int64) {
        let parent = FileSystem.directory(of: directory)
        let mark = "\(directory.split(separator: "/").last ?? "")\(Self.mark)"
        for name in (try? FileSystem.list(parent)) ?? [] where name.hasPrefix(mark) {
            let path = "\(parent)/\(name)"
            guard let stamp = FileSystem.stamp(path), stamp.modified < (now - 3_600_000) * 1_000_000 else { continue }
            try? FileSystem.removeTree(path)
        }
    }

    /// What the temporary names of new bundles have in them.
    private static let mark = ".new-"

    /// All files with their names in the bundle, in order.
    private func files(
        _ bindings: [Binding], sourceDigest: String
    ) throws(BundleWriteError) -> [(name: String, bytes: [UInt8])] {
        var files: [(name: String, bytes: [UInt8])] = []
        var entries: [JSON] = []
        var previous = ""
        for binding in bindings.sorted(by: { $0.id < $1.id }) {
            guard BundleReader.isBindingID(binding.id), binding.id != previous else { throw .badID(binding.id) }
            previous = binding.id
            let bytes = binding.json.bytes(pretty: true) + [UInt8(ascii: "\n")]
            files.append(("bindings/\(binding.id).json", bytes))
            entries.append(["id": .string(binding.id), "digest": .string("sha256:\(sha256Hexadecimal(bytes))")])
        }
        let manifest: JSON = [
            "schema_version": .int(Binding.schemaVersion), "source_digest": .string("sha256:\(sourceDigest)"),
            "bindings": .array(entries),
        ]
        files.append(("manifest.json", manifest.bytes(pretty: true) + [UInt8(ascii: "\n")]))
        return files
    }

    /// Builds the bundle. Its files have no secrets, and all users may read them: the bridge's programs may run as different
    /// users.
    private func build(_ files: [(name: String, bytes: [UInt8])], in temporary: String) throws(SystemError) {
        try FileSystem.makeDirectory("\(temporary)/bindings", mode: 0o755)
        for file in files { try FileSystem.create("\(temporary)/\(file.name)", file.bytes, mode: 0o644) }
        // After all are written: the first call makes the kernel write most of the others too.
        for file in files { try FileSystem.synchronizeFile("\(temporary)/\(file.name)") }
        try FileSystem.synchronizeDirectory("\(temporary)/bindings")
        try FileSystem.synchronizeDirectory(temporary)
    }
}
