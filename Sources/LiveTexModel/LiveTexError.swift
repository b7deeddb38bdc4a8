import JSON

/// The errors of the Messaging API: statuses, codes and texts of the vendor's index page.
public enum LiveTexError: Error, Hashable, Sendable, CustomStringConvertible {
    /// No `key` parameter.
    case keyNotSpecified
    /// No contact point has the key.
    case keyNotValid
    /// The method needs a body.
    case emptyBody
    /// The body is not a JSON object.
    case wrongJSON
    /// `setWebhook` with an address that LiveTex does not accept.
    case invalidURL(String, reason: String)
    /// No such verb, edition or method.
    case unsupportedRequest(verb: String, path: String)
    /// The edition is not in the account's product.
    case forbiddenMethod
    /// A field is wrong.
    case invalidData(String)

    /// `error_message`.
    public var description: String { message }

    /// `error_code`.
    public var code: Int64 {
        switch self {
        case .keyNotSpecified: 1
        case .keyNotValid: 2
        case .emptyBody: 3
        case .wrongJSON: 4
        case .invalidURL: 5
        case .unsupportedRequest: 6
        case .forbiddenMethod: 8
        case .invalidData: 9
        }
    }

    /// The HTTP status.
    public var status: Int {
        switch self {
        case .keyNotValid: 401
        case .forbiddenMethod: 403
        case .unsupportedRequest: 404
        default: 400
        }
    }

    /// `error_message`.
    public var message: String {
        switch self {
        case .keyNotSpecified: "Authentication key is not specified"
        case .keyNotValid: "Authentication key is not valid"
        case .emptyBody: "Empty body"
        case .wrongJSON: "Wrong JSON format"
        case .invalidURL(let url, let reason): "URL [\(url)] is not valid: \(reason)"
        case .unsupportedRequest(let verb, let path): "Unsupported HTTP request \(verb) \(path)"
        case .forbiddenMethod: "Forbidden method for your account"
        case .invalidData(let reason): "Invalid data: \(reason)"
        }
    }
}

/// An answer of the Messaging API.
public struct LiveTexAnswer: Hashable, Sendable {
    /// The HTTP status.
    public let status: Int
    /// The body, always with `success`.
    public let body: JSON

    /// A successful answer with the fields of its method.
    init(_ fields: [String: JSON]) {
        status = 200
        body = .object(fields.merging(["success": true]) { $1 })
    }

    /// The answer to a request that is refused.
    public init(_ error: LiveTexError) {
        status = error.status
        body = ["success": false, "error_code": .int(error.code), "error_message": .string(error.message)]
    }
}
