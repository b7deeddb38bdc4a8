import JSON
import POSIX
import Text

/// Why a binding cannot be had from a bundle.
public enum BundleError: Error, Hashable, Sendable {
    /// The bundle is sound and has no binding of that id.
    case unknownBinding(String)
    /// The bundle, or the binding's file in it, is missing, unreadable, or of another schema version.
    case unavailable(String)
}

/// Reads a compiled bundle. One binding is one file, so the cost does not grow with the number of bindings.
public struct BundleReader: Sendable {
    /// The bundle's directory.
    public let directory: String

    public init(directory: String) {
        self.directory = directory
    }

    /// Whether the text can be a binding's id: 1 to 64 of `[a-z0-9-]`. Nothing else ever becomes part of a path.
    public static func isBindingID(_ id: String) -> Bool {
        (1...64).contains(id.utf8.count)
            && id.utf8.allSatisfy { ASCII.isLower($0) || ASCII.isDigit($0) || $0 == UInt8(ascii: "-") }
    }

    /// The file of the binding of that id.
    public func path(of id: String) -> String { "\(directory)/bindings/\(id).json" }

    /// The binding of that id.
    public func binding(_ id: String) throws(BundleError) -> Binding {
        guard Self.isBindingID(id) else { throw .unknownBinding(id) }
        let path = path(of: id)
        let content: [UInt8]
        do {
            content = try read(path)
        } catch {
            // Only a sound bundle can say that a binding does not exist.
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
    /// When the bundle is replaced just now, the way to a file may lead into the old directory while that is being
    /// removed. A second look finds the new one.
    private func read(_ path: String) throws(SystemError) -> [UInt8] {
        do {
            return try FileSystem.read(path)
        } catch {
            guard error.isMissing else { throw error }
            return try FileSystem.read(path)
        }
    }

    /// Whether there is a manifest such as a bundle has, whatever its version.
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
