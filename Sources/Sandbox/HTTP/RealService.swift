import JSON

/// A LiveTex or a platform outside the sandbox. The bridge's calls still come to the sandbox, which notes them, applies the
/// faults, and passes them on.
struct RealService: Sendable {
    /// The address: of the platform as a whole, of LiveTex before `/1.2/sendText`.
    let url: String
    let sender: any Sender

    /// Passes a call on and returns the answer; 502 where there is none.
    ///
    /// - Parameter path: is added to ``url``, with its query.
    func pass(_ request: WireRequest, path: String = "") async -> (status: Int, body: JSON) {
        // Those of the connection are libcurl's; a binding names the header of its token.
        let own = ["host", "connection", "content-length", "transfer-encoding", "expect", "accept-encoding"]
        let headers = request.headers.filter { !own.contains($0.name.lowercased()) }
        switch await sender.post(url + path, headers: headers, body: request.body, timeout: 60_000) {
        case .success(let answer): return (answer.status, (try? JSON(parsing: answer.body)) ?? .null)
        case .failure(let failure):
            return (502, ["error": ["code": "no_answer", "message": .string(failure.reason)]])
        }
    }
}
