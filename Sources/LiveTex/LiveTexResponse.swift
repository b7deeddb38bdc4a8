// Answers of LiveTex. Envelope and error codes: https://livetex.github.io/messaging-api-v1.2/ (index).

import Dialog
import JSON

/// An answer of LiveTex.
public enum LiveTexResponse: Hashable, Sendable {
    /// `success` is true; the body has the method's result.
    case success(JSON)
    /// Any other answer.
    case failure(LiveTexFailure)

    /// - Parameter body: nil when it is not JSON, such as a proxy's page.
    public init(status: Int, body: JSON?) {
        if status == 200, body?["success"] == true, let body {
            self = .success(body)
        } else {
            self = .failure(LiveTexFailure(status: status, body: body))
        }
    }
}

/// An answer that is not a success, and what it means for the caller.
public struct LiveTexFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// What the caller can do.
    public enum Meaning: Hashable, Sendable {
        /// An error inside LiveTex, or too many requests: try the same request later.
        case tryAgain
        /// The access key is not accepted (codes 1 and 2): no request will work until it is changed.
        case keyRefused
        /// The method is not in the account's product (code 8).
        case methodForbidden
        /// This request will never be accepted.
        case refused
        /// The status is a success and the body is not an answer: the request may have had its effect.
        case unclear
    }

    /// The HTTP status.
    public var status: Int
    /// `error_code`.
    public var code: Int64?
    /// `error_message`. It may quote the request: the access key in its URL, a dialog's text in its body.
    private let message: String?

    init(status: Int, body: JSON?) {
        self.status = status
        code = body?["error_code"]?.int
        message = body?["error_message"]?.string
    }

    /// What the caller can do, by status and error code.
    public var meaning: Meaning {
        switch (status, code) {
        case (_, 1), (_, 2), (401, _): .keyRefused
        case (_, 8): .methodForbidden
        // A redirect is not followed. It is most likely temporary, such as for maintenance.
        case (_, 7), (429, _), (408, _), (300..<400, nil), (500..., _): .tryAgain
        case (200..<300, nil): .unclear
        default: .refused
        }
    }

    /// Status, error code, and the code's meaning in the bridge's words: safe for logs.
    public var description: String {
        guard let code else { return "LiveTex answered \(status)" }
        return "LiveTex answered \(status), error code \(code)" + (Self.words(code).map { " (\($0))" } ?? "")
    }

    /// The description with LiveTex's message, for a person who may see the texts of a dialog.
    ///
    /// - Parameter mask: hides the secrets in the message.
    public func description(masking mask: (String) -> String) -> String {
        message.map { "\(description): \(mask($0))" } ?? description
    }

    /// The table of the index page of LiveTex's documentation, without the details that LiveTex fills in.
    private static func words(_ code: Int64) -> String? {
        switch code {
        case 1: "no access key"
        case 2: "the access key is not valid"
        case 3: "the body is empty"
        case 4: "the body is not JSON"
        case 5: "the URL is not valid"
        case 6: "no such method"
        case 7: "an error inside LiveTex"
        case 8: "the method is not in the account's product"
        case 9: "the data is not valid"
        default: nil
        }
    }
}

/// A group in the answer of `getDestinations`.
public struct Destination: Hashable, Sendable {
    /// The group.
    public var group: OperatorGroup
    /// Whether an operator of the group has the status "available" (`has_online`; false when it is missing).
    public var hasOnline: Bool

    /// The groups of an answer, in LiveTex's order. Only the first one is ever used, so others that cannot be read are left
    /// out.
    ///
    /// - Throws: ``FieldError`` when the answer has no list of groups, or its first group cannot be read.
    public static func list(in body: JSON) throws(FieldError) -> [Destination] {
        let answer = try Fields(body)
        // An answer without the list does not say that there is no group.
        _ = try answer.value("destinations")
        let elements = try answer.elements("destinations")
        guard let first = elements.first else { return [] }
        return [try Destination(first.value, path: first.path)]
            + elements.dropFirst().compactMap { try? Destination($0.value, path: $0.path) }
    }

    /// The selected group in an answer of `getCurrentDestination`; nil for none.
    public static func current(in body: JSON) throws(FieldError) -> OperatorGroup? {
        guard let destination = try Fields(body)["destination"] else { return nil }
        return try Destination(destination, path: "destination").group
    }

    private init(_ value: JSON, path: String) throws(FieldError) {
        let fields = try ForeignFields(value, path: path, remarks: Remarks())
        group = OperatorGroup(
            id: try fields.text("destination_id"), name: DisplayName.clean(fields.decoration("name")))
        hasOnline = try fields.flag("has_online")
    }
}

/// The message in the answer of `sendText` or `sendFile`.
public struct SentMessage: Hashable, Sendable {
    /// LiveTex's id of the message; nil when it is missing.
    public var id: String?
    /// LiveTex's clock, in milliseconds since 1970; nil when it is missing.
    public var timestamp: Int64?

    /// Reads an answer. Missing fields are no error: the message has been sent.
    public init(in body: JSON) {
        // The field was `id` until 2017-04-20 (history of the documentation). An old contact point may still use it.
        id = body["message_id"]?.string ?? body["id"]?.string
        timestamp = body["timestamp"].flatMap { Int64(liveTexTime: $0) }
    }
}
