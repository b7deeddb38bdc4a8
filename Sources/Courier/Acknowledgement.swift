import ChannelBundle
import HTTPTransport
import JSON

extension PlatformEndpoint.Acknowledgement {
    /// Whether a 2xx answer says that the platform has taken an event.
    ///
    /// The id may be in the answer itself or one level below, because low-code platforms put what a script returns into
    /// an object of their own, some of them as text. An object with a `type` is the event itself: an endpoint that fails
    /// may show its request.
    public func isGiven(by response: HTTPResponse, forEvent id: String) -> Bool {
        switch self {
        case .status: return true
        case .id:
            guard let answer = try? JSON(parsing: response.body) else { return false }
            if Self.names(id, answer) { return true }
            return (answer.object ?? [:]).contains { _, member in
                guard case .string(let text) = member else { return Self.names(id, member) }
                return (try? JSON(parsing: Array(text.utf8))).map { Self.names(id, $0) } ?? false
            }
        }
    }

    private static func names(_ id: String, _ object: JSON) -> Bool {
        object["id"]?.string == id && object["type"] == nil
    }
}
