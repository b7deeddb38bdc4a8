// One HTTP request of the Messaging API, from the wire to the model. The order of the checks is that of the vendor's
// error table: path and verb, key, account, body, fields.

import ChannelBundle
import JSON

/// A request that has been recognised as a call of one contact point.
struct ReceivedCall: Sendable {
    var method: LiveTexMethod
    var version: LiveTexAPI.Version

    /// Method and edition of a request.
    init(_ request: WireRequest) throws(LiveTexError) {
        let unsupported = LiveTexError.unsupportedRequest(method: request.method, path: request.path)
        let parts = request.path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map { String($0) }
        guard request.method == "POST", parts.count == 2, let version = LiveTexAPI.Version(rawValue: parts[0]),
            let method = LiveTexMethod(rawValue: parts[1]), version >= method.since
        else { throw unsupported }
        self.method = method
        self.version = version
    }

    /// The access key of a request.
    static func key(_ request: WireRequest) throws(LiveTexError) -> String {
        let keys = request.queryValues("key")
        guard keys.count == 1, let key = keys.first, !key.isEmpty else { throw .keyNotSpecified }
        return key
    }

    /// Checks how the body was sent.
    static func checkBody(_ request: WireRequest) throws(LiveTexError) {
        // The documented statuses have none for these; a server that reads no length sees an empty body.
        guard request.header("Transfer-Encoding") == nil else { throw .emptyBody }
        guard !request.body.isEmpty else { return }
        guard request.header("Content-Length") != nil else { throw .emptyBody }
        guard request.isJSON else { throw .invalidData("Content-Type must be application/json") }
    }
}
