import POSIX

/// Where a secret is kept. The configuration and the bundle have references only; a secret is read when it is used.
public enum SecretReference: Hashable, Sendable {
    /// An environment variable of that name.
    case environment(String)
    /// A file whose content, without one line break at its end, is the secret.
    case file(String)
}

/// Why a secret cannot be read.
public struct SecretError: Error, Hashable, Sendable, CustomStringConvertible {
    /// One sentence. It names the reference, never a value.
    public var description: String

    /// An error with its text.
    public init(description: String) { self.description = description }
}

extension SecretReference: CustomStringConvertible {
    /// The reference for people: `$NAME`, or `file` and the path.
    public var description: String {
        switch self {
        case .environment(let name): "$\(name)"
        case .file(let path): "file \(path)"
        }
    }

    /// The longest secret, in bytes.
    private static let longest = 65_536

    /// Reads the secret.
    ///
    /// - Throws: ``SecretError`` when it is missing, empty or too long, or its file is not a regular file.
    public func resolve() throws(SecretError) -> String {
        let value: String
        switch self {
        case .environment(let name):
            guard let found = Environment.value(name) else {
                throw SecretError(description: "the environment variable \(name) is not set")
            }
            value = found
        case .file(let path):
            do {
                var bytes = try FileSystem.readRegularFile(path, atMost: Self.longest + 1)
                guard bytes.count <= Self.longest else {
                    throw SecretError(description: "the secret's file \(path) is longer than \(Self.longest) bytes")
                }
                if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
                if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
                value = String(decoding: bytes, as: UTF8.self)
            } catch let error as SystemError {
                throw SecretError(description: "the secret's file cannot be read: \(error)")
            } catch {
                throw SecretError(description: "\(error)")
            }
        }
        guard !value.isEmpty else { throw SecretError(description: "the secret at \(self) is empty") }
        return value
    }
}
