import Cryptography
import JSON

/// What a dialog is stored under: the binding and what LiveTex knows the dialog by.
public struct DialogKey: Hashable, Sendable {
    public var binding: String
    public var userID: String

    public init(binding: String, userID: String) {
        self.binding = binding
        self.userID = userID
    }

    /// The name of the dialog's record. The full key stands inside it and is compared.
    public var name: DialogName { DialogName(digest: Digest128(of: binding, userID)) }

    /// What a log line says of the dialog. `user_id` is left out there unless somebody has asked for it.
    public var logged: [String: JSON?] {
        ["binding": .string(binding), "dialog": .string(name.description), "user_id": .string(userID)]
    }
}

/// The name of a dialog's record: a hash, so that no id from outside ever becomes part of a path.
public struct DialogName: Hashable, Sendable, CustomStringConvertible {
    let digest: Digest128

    init(digest: Digest128) { self.digest = digest }

    /// A name from its 32 hexadecimal digits; nil for any other text.
    public init?(_ text: some StringProtocol) {
        guard let digest = Digest128(text) else { return nil }
        self.digest = digest
    }

    /// 32 hexadecimal digits.
    public var description: String { digest.description }
}
