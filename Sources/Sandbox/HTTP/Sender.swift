import HTTPTransport
import LiveTexModel

/// Sends the sandbox's own requests.
protocol Sender: Sendable {
    /// Sends a POST request and waits at most `timeout` milliseconds for the answer.
    func post(
        _ url: String, headers: [(name: String, value: String)], body: [UInt8], timeout: Int64
    ) async -> Result<SentAnswer, SendFailure>
}

/// An answer to a sent request.
struct SentAnswer: Sendable {
    var status: Int
    /// The headers by lower-case name.
    var headers: [String: String] = [:]
    var body: [UInt8] = []
}

/// A request that got no answer.
struct SendFailure: Error, Hashable, Sendable {
    var reason: String
}

/// Sends through libcurl, with a connection for each request.
struct CurlSender: Sender {
    func post(
        _ url: String, headers: [(name: String, value: String)], body: [UInt8], timeout: Int64
    ) async -> Result<SentAnswer, SendFailure> {
        let host = HTTPAddress(url)?.host
        let request = HTTPRequest(
            url: url, headers: headers, body: body, timeout: timeout, allowPrivate: host.map { [$0] } ?? [])
        return await BlockingWork.run {
            do throws(HTTPFailure) {
                let response = try HTTPClient.perform(request)
                return .success(SentAnswer(status: response.status, headers: response.headers, body: response.body))
            } catch {
                return .failure(SendFailure(reason: error.description))
            }
        }
    }
}
