import HTTPTransport
import LiveTexModel

/// How the sandbox calls out, so that tests of its parts need no network.
protocol Sender: Sendable {
    /// Sends a POST request and waits for the answer, at most `timeout` milliseconds.
    func post(
        _ url: String, headers: [(name: String, value: String)], body: [UInt8], timeout: Int64
    ) async -> Result<SentAnswer, SendFailure>
}

/// What came back.
struct SentAnswer: Sendable {
    var status: Int
    /// By lower-case name.
    var headers: [String: String] = [:]
    var body: [UInt8] = []
}

/// Why nothing came back.
struct SendFailure: Error, Hashable, Sendable {
    var reason: String
}

/// Sends over libcurl, one connection per request, as independent senders would.
struct CurlSender: Sender {
    func post(
        _ url: String, headers: [(name: String, value: String)], body: [UInt8], timeout: Int64
    ) async -> Result<SentAnswer, SendFailure> {
        let host = WebAddress(url)?.host
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
