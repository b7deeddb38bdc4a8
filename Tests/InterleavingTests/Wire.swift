import Courier
import Dialog
import HTTPTransport

/// The transport of a run: it keeps each request until the schedule decides what becomes of it.
final class Wire: CourierTransport {
    static let liveTex = "https://livetex.example.com"
    static let platform = "https://platform.example.com"

    private var count = 0
    private var underWay: [(number: Int, lane: Lane, request: HTTPRequest)] = []

    func start(_ request: HTTPRequest) -> Int {
        count += 1
        underWay.append((count, request.url.hasPrefix(Self.liveTex) ? .liveTex : .platform, request))
        return count
    }

    /// The schedule lands the requests itself, so no time passes here.
    func wait(milliseconds: Int64, watching descriptor: Int32?) -> [(
        id: Int, result: Result<HTTPResponse, HTTPFailure>
    )] { [] }

    /// Removes the request of a lane that is under way; nil when there is none.
    func take(_ lane: Lane) throws(Violation) -> (number: Int, request: HTTPRequest)? {
        try promise(underWay.count { $0.lane == lane } <= 1, "two requests of one dialog and lane are under way")
        guard let place = underWay.firstIndex(where: { $0.lane == lane }) else { return nil }
        let taken = underWay.remove(at: place)
        return (taken.number, taken.request)
    }
}
