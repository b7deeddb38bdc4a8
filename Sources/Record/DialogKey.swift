import Cryptography
import JSON

/// What a dialog is stored under: the binding and what LiveTex knows the dialog by.
public struct DialogKey: Hashable, Sendable {
    /// The binding's id.
    public var binding: String
    /// The id of the lead at LiveTex.
    public var userID: String

    /// The key of a lead's dialog in a binding.
    public init(binding: String, userID: String) {
        self.binding = binding
        self.userID = userID
    }

    /// The name of the dialog's record. The record holds the full key, which is compared.
    public var name: DialogName { DialogName(digest: Digest128(of: binding, userID)) }

    /// The dialog's fields in a log line. The log leaves `user_id` out unless a setting asks for it.
    public var logged: [String: JSON?] {
        ["binding": .string(binding), "dialog": .string(name.description), "user_id": .string(userID)]
    }
}

/// The name of a dialog's record: a hash, so that no id from outside becomes part of a path.
public struct DialogName: Hashable, Comparable, Sendable, CustomStringConvertible {
    private let digest: Digest128

    fileprivate init(digest: Digest128) { self.digest = digest }

    /// A name from its 32 hexadecimal digits; nil for any other text.
    public init?(_ text: some StringProtocol) {
        guard let digest = Digest128(text) else { return nil }
        self.digest = digest
    }

    /// 32 hexadecimal digits.
    public var description: String { digest.description }

    /// The order of the digits.
    public static func < (left: DialogName, right: DialogName) -> Bool {
        (left.digest.high, left.digest.low) < (right.digest.high, right.digest.low)
    }
}
