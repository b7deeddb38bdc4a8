import Cryptography
import JSON

/// An HTTP request as one JSON object: the form of several function platforms. Their reply is one JSON object too.
struct GatewayEvent {
    private let fields: Fields

    /// The largest event, in bytes. It is larger than the largest body, because base64 and JSON's escapes lengthen a body.
    static let maximumSize = 4 * 1024 * 1024

    /// Reads the event from standard input.
    init(_ input: CallInput) throws(WebhookProblem) {
        let bytes = try input.readAll(limit: Self.maximumSize)
        do {
            fields = try Fields(JSON(parsing: bytes))
        } catch let error as JSONError {
            throw .invalidJSON("the event is not JSON: \(error.message)")
        } catch let error as FieldError {
            throw .invalidEvent(field: error.path, error.problem)
        } catch {
            throw .invalidJSON("the event cannot be read: \(error)")
        }
    }

    /// A member by its path.
    subscript(path: String...) -> JSON? {
        path.reduce(fields.json) { $0?[$1] }
    }

    /// What the request asks for.
    func call(method: String?, path: String?) throws(WebhookProblem) -> HostedCall {
        // A gateway may append the query to the path.
        let path = path.map { String($0.prefix { $0 != "?" }) }
        let body = try body()
        let headers = self["headers"]?.object ?? [:]
        let byLowerCaseName = Dictionary(
            headers.compactMap { name, value in value.string.map { (name.lowercased(), $0) } },
            uniquingKeysWith: { first, _ in first })
        let head = RequestHead(
            method: method ?? "", path: path ?? "", length: body.count, header: { byLowerCaseName[$0] })
        return try head.call { body }
    }

    private func body() throws(WebhookProblem) -> [UInt8] {
        guard let text = self["body"]?.string else { return [] }
        guard self["isBase64Encoded"]?.bool == true else { return Array(text.utf8) }
        guard let bytes = bytes(base64: text) else { throw .invalidEvent(field: "body", "is not base64") }
        return bytes
    }

    /// The reply as a gateway's JSON.
    static func output(_ reply: WebhookReply) -> [UInt8] {
        let headers = Dictionary(reply.headers.map { ($0.name, JSON.string($0.value)) }, uniquingKeysWith: { $1 })
        let value: JSON = [
            "statusCode": .int(Int64(reply.status)), "headers": .object(headers),
            "body": .string(reply.body.text() + "\n"), "isBase64Encoded": false,
        ]
        return value.bytes() + [UInt8(ascii: "\n")]
    }
}
