import JSON
import POSIX
import Text

/// Why a binding cannot be read from a bundle.
public enum BundleError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The bundle can be read and has no binding with that id.
    case unknownBinding(String)
    /// The bundle, or the binding's file in it, is missing, unreadable, or of another schema version.
    case unavailable(String)

    /// The reason, for a person.
    public var description: String {
        switch self {
        case .unknownBinding(let id): "there is no binding \"\(id)\" in the bundle"
        case .unavailable(let reason): reason
        }
    }
}

/// Reads a compiled bundle. One binding is one file, so the cost does not grow with the number of bindings.
public struct BundleReader: Sendable {
    /// The bundle's directory.
    public let directory: String

    /// - Parameter directory: the bundle's directory; nothing is read yet.
    public init(directory: String) {
        self.directory = directory
    }

    /// Whether a text can be a binding's id: 1 to 64 of `[a-z0-9-]`. No other text becomes part of a path.
    public static func isBindingID(_ id: String) -> Bool {
        (1...64).contains(id.utf8.count)
            && id.utf8.allSatisfy { ASCII.isLower($0) || ASCII.isDigit($0) || $0 == UInt8(ascii: "-") }
    }

    /// The file of the binding with that id.
    public func path(of id: String) -> String { "\(directory)/bindings/\(id).json" }

    /// The binding with that id.
    public func binding(_ id: String) throws(BundleError) -> Binding {
        guard Self.isBindingID(id) else { throw .unknownBinding(id) }
        let path = path(of: id)
        let content: [UInt8]
        do {
            content = try read(path)
        } catch {
            // Only with a bundle in place it is known that the binding does not exist.
            if error.isMissing, FileSystem.exists("\(directory)/manifest.json") { throw .unknownBinding(id) }
            throw .unavailable("the bundle cannot be read: \(error)")
        }
        do {
            let binding = try Binding(json: JSON(parsing: content))
            guard binding.id == id else { throw BundleError.unavailable("\(path): id is \(binding.id)") }
            return binding
        } catch let error as FieldError {
            throw .unavailable("\(path): \(error.message)")
        } catch let error as JSONError {
            throw .unavailable("\(path): \(error.message)")
        } catch let error as BundleError {
            throw error
        } catch {
            throw .unavailable("\(path): \(error)")
        }
    }

    /// The content of a file of the bundle.
    ///
    /// While the bundle is being replaced, the path may lead into the old directory, whose files are being removed. So a
    /// file is missing only if it is missing twice from the same directory.
    private func read(_ path: String) throws(SystemError) -> [UInt8] {
        var last: FileStamp?
        while true {
            do {
                return try FileSystem.read(path)
            } catch {
                let current = FileSystem.stamp(directory)
                guard error.isMissing, current != last else { throw error }
                last = current
            }
        }
    }

    /// Whether there is a bundle's manifest, of any version.
    public var hasManifest: Bool {
        guard let manifest = try? Fields(JSON(parsing: read("\(directory)/manifest.json"))) else { return false }
        return manifest["schema_version"]?.int != nil && manifest["source_digest"]?.string != nil
            && manifest["bindings"]?.array != nil
    }

    /// The ids of all bindings, in order.
    public func bindingIDs() throws(BundleError) -> [String] {
        do {
            let manifest = try Fields(JSON(parsing: read("\(directory)/manifest.json")))
            return try manifest.objects("bindings").map { try $0.string("id") }.sorted()
        } catch let error as FieldError {
            throw .unavailable("\(directory)/manifest.json: \(error.message)")
        } catch let error as JSONError {
            throw .unavailable("\(directory)/manifest.json: \(error.message)")
        } catch {
            throw .unavailable("the bundle cannot be read: \(error)")
        }
    }
}
