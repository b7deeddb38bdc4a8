// What LiveTex answers. Envelope and error codes: https://livetex.github.io/messaging-api-v1.2/ (index).

import Dialog
import JSON

/// An answer of LiveTex, judged by what it means for the caller.
public enum LiveTexResponse: Hashable, Sendable {
    /// `success` is true; the body has what the method gives.
    case success(JSON)
    case failure(LiveTexFailure)

    /// - Parameter body: nil when it is not JSON, as a proxy's page is not.
    public init(status: Int, body: JSON?) {
        if status == 200, body?["success"] == true, let body {
            self = .success(body)
        } else {
            self = .failure(LiveTexFailure(status: status, body: body))
        }
    }
}

/// A refusal, with what a caller should make of it.
public struct LiveTexFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// What to do.
    public enum Meaning: Hashable, Sendable {
        /// LiveTex's own fault, or too many requests: the same again later.
        case tryAgain
        /// The access key is not accepted (codes 1 and 2): nothing will work until somebody changes it.
        case keyRefused
        /// The method is not in the account's product (code 8).
        case methodForbidden
        /// This request will never be taken.
        case refused
        /// The status says yes and the body says nothing: whether it was acted on is not known.
        case unclear
    }

    public var status: Int
    public var code: Int64?
    /// LiveTex's own words. They may quote the request: the access key in its address, a dialog's text in its body.
    private let message: String?

    init(status: Int, body: JSON?) {
        self.status = status
        code = body?["error_code"]?.int
        message = body?["error_message"]?.string
    }

    public var meaning: Meaning {
        switch (status, code) {
        case (_, 1), (_, 2), (401, _): .keyRefused
        case (_, 8): .methodForbidden
        // A redirect is not followed: whoever put it there for a while, such as for maintenance, takes it away again.
        case (_, 7), (429, _), (408, _), (300..<400, nil), (500..., _): .tryAgain
        case (200..<300, nil): .unclear
        default: .refused
        }
    }

    /// Status and error code, and what the code means in our own words: all that a log may hold.
    public var description: String {
        guard let code else { return "LiveTex answered \(status)" }
        return "LiveTex answered \(status), error code \(code)" + (Self.words(code).map { " (\($0))" } ?? "")
    }

    /// The same with LiveTex's own words, for a person who may see the texts of a dialog.
    ///
    /// - Parameter mask: takes the secrets out of what LiveTex says.
    public func description(masking mask: (String) -> String) -> String {
        message.map { "\(description): \(mask($0))" } ?? description
    }

    /// The table of the vendor's index page, without what LiveTex puts in.
    private static func words(_ code: Int64) -> String? {
        switch code {
        case 1: "no access key"
        case 2: "the access key is not valid"
        case 3: "the body is empty"
        case 4: "the body is not JSON"
        case 5: "the URL is not valid"
        case 6: "no such method"
        case 7: "LiveTex's own fault"
        case 8: "the method is not in the account's product"
        case 9: "the data is not valid"
        default: nil
        }
    }
}

/// A group as `getDestinations` tells it.
public struct Destination: Hashable, Sendable {
    public var group: OperatorGroup
    /// Somebody in the group has the status "available". Left out means no.
    public var hasOnline: Bool

    /// The groups of an answer, in LiveTex's order.
    ///
    /// - Throws: ``FieldError`` when the answer is not what the method's page describes.
    public static func list(in body: JSON) throws(FieldError) -> [Destination] {
        var destinations: [Destination] = []
        for fields in try Fields(body).objects("destinations") { destinations.append(try Destination(fields)) }
        return destinations
    }

    /// The selected group; nil when the answer names none.
    public static func current(in body: JSON) throws(FieldError) -> OperatorGroup? {
        guard let fields = try Fields(body).optionalObject("destination") else { return nil }
        return try Destination(fields).group
    }

    private init(_ fields: Fields) throws(FieldError) {
        group = OperatorGroup(id: try fields.string("destination_id"), name: try fields.optionalString("name"))
        hasOnline = try fields.optionalBool("has_online") ?? false
    }
}

/// A message that stands in a user's history.
public struct HistoryEntry: Hashable, Sendable {
    public var id: String
    public var timestamp: Int64
    /// Sent by us in the visitor's name.
    public var isFromUser: Bool
    /// The entry as it would have come as a webhook.
    public var body: JSON

    /// Whether the entry says what a call says.
    public func shows(_ call: LiveTexCall) -> Bool {
        switch call {
        case .sendText(let text): body["text"]?.string == text
        case .sendFile(let file): body["url"]?.string == file.url
        case .checkOperators, .select, .reselect: false
        }
    }

    /// The entries of an answer by rising time. The order of the answer, and whether it includes the anchor, are not
    /// documented (api/getHistory), so neither may be relied on.
    public static func list(in body: JSON) throws(FieldError) -> [HistoryEntry] {
        var entries: [HistoryEntry] = []
        for fields in try Fields(body).objects("messages") {
            guard let id = try fields.optionalString("id") else { continue }
            entries.append(
                HistoryEntry(
                    id: id, timestamp: try fields.optionalTime("timestamp") ?? 0,
                    isFromUser: try fields.optionalString("from") == "User", body: fields.json))
        }
        return entries.enumerated()
            .sorted { ($0.element.timestamp, $0.offset) < ($1.element.timestamp, $1.offset) }
            .map(\.element)
    }
}

/// What a send's answer tells.
public struct SentMessage: Hashable, Sendable {
    public var id: String?
    /// LiveTex's clock, in milliseconds since 1970.
    public var timestamp: Int64?

    public init(in body: JSON) {
        // `id` until 2017-04-20 (the documentation's history); an old contact point may still answer so.
        id = body["message_id"]?.string ?? body["id"]?.string
        timestamp = body["timestamp"].flatMap { Int64(liveTexTime: $0) }
    }
}

extension Int64 {
    /// A time by LiveTex's clock. Until 2017-05-19 it was a string (the documentation's history).
    fileprivate init?(liveTexTime value: JSON) {
        switch value {
        case .int(let number): self = number
        case .string(let text): self.init(text)
        default: return nil
        }
    }
}

extension Fields {
    /// A time by LiveTex's clock, in milliseconds since 1970, that may be absent.
    func optionalTime(_ key: String) throws(FieldError) -> Int64? {
        guard let value = self[key] else { return nil }
        guard let time = Int64(liveTexTime: value) else { throw error(key, "must be an integer, not \(value.kind)") }
        return time
    }
}
