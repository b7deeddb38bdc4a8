import JSON

/// The failures of the Messaging API: statuses, codes and texts as in the vendor's table (spec, section 4).
enum LiveTexError: Error, Hashable, Sendable {
    case keyNotSpecified
    case keyNotValid
    case emptyBody
    case wrongJSON
    case invalidURL(String, reason: String)
    case unsupportedRequest(method: String, path: String)
    case internalError
    case forbiddenMethod
    case invalidData(String)

    /// `error_code`.
    var code: Int64 {
        switch self {
        case .keyNotSpecified: 1
        case .keyNotValid: 2
        case .emptyBody: 3
        case .wrongJSON: 4
        case .invalidURL: 5
        case .unsupportedRequest: 6
        case .internalError: 7
        case .forbiddenMethod: 8
        case .invalidData: 9
        }
    }

    var status: Int { Self.status(ofCode: code) }

    /// The HTTP status that goes with a code.
    static func status(ofCode code: Int64) -> Int {
        switch code {
        case 2: 401
        case 6: 404
        case 7: 500
        case 8: 403
        default: 400
        }
    }

    /// `error_message`.
    var message: String {
        switch self {
        case .keyNotSpecified: "Authentication key is not specified"
        case .keyNotValid: "Authentication key is not valid"
        case .emptyBody: "Empty body"
        case .wrongJSON: "Wrong JSON format"
        case .invalidURL(let url, let reason): "URL [\(url)] is not valid: \(reason)"
        case .unsupportedRequest(let method, let path): "Unsupported HTTP request \(method) \(path)"
        case .internalError: "Internal server error"
        case .forbiddenMethod: "Forbidden method for your account"
        case .invalidData(let reason): "Invalid data: \(reason)"
        }
    }

    /// The envelope of a failed call.
    var json: JSON { ["success": false, "error_code": .int(code), "error_message": .string(message)] }
}
