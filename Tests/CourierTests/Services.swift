import HTTPTransport
import JSON
import LiveTexModel
import TestSupport

/// What the courier calls: a LiveTex of one contact point per binding, and a platform that accepts everything.
struct Services {
    /// LiveTex's contact point of each binding.
    private var points: [String: LiveTexContactPoint]
    /// The attributes of the selections that LiveTex accepted, by user.
    private(set) var selections: [String: [JSON]] = [:]
    /// The ids of the events that the platform accepted, each once, in order.
    private(set) var events: [String] = []

    init(bindings: [String]) {
        points = Dictionary(uniqueKeysWithValues: bindings.map { ($0, Self.contactPoint(of: $0)) })
    }

    private static func contactPoint(of binding: String) -> LiveTexContactPoint {
        LiveTexContactPoint(
            touchPoint: "3001", accessKey: MarkedSecret.make("of-all"),
            groups: [LiveTexGroup(id: "1", name: "Support", operators: ["501"])],
            operators: [LiveTexOperator(id: "501", firstName: "Анна", isOnline: true)], salt: binding)
    }

    mutating func limitHistory(_ limit: Int) { changePoints { $0.limits.historyPage = limit } }

    /// Changes all contact points.
    mutating func changePoints(_ change: (inout LiveTexContactPoint) -> Void) {
        for binding in points.keys { if var point = points[binding] { change(&point); points[binding] = point } }
    }

    /// The texts that LiveTex has from a user, in order.
    func texts(of user: String, in binding: String) -> [String] {
        (points[binding]?.conversations[user]?.entries ?? []).compactMap { entry in
            if case .visitorText(let text) = entry.content { text } else { nil }
        }
    }

    /// An operator writes.
    mutating func operatorWrites(_ text: String, to user: String, in binding: String, at time: Int64) throws {
        try points[binding]?.say(text, as: "Анна", to: user, at: time)
    }

    /// Handles a request.
    ///
    /// - Parameter time: by LiveTex's clock.
    mutating func perform(_ call: World.Call, _ request: HTTPRequest, at time: Int64) -> HTTPResponse {
        if call.method == "event" {
            if !events.contains(call.user) { events.append(call.user) }
            return HTTPResponse(status: 200, body: JSON.object([:]).bytes())
        }
        let answer = answer(of: call.binding, request, at: time)
        if call.method == "selectDestination", answer.status == 200 {
            selections[call.user, default: []].append(call.body["attributes"] ?? .null)
        }
        return HTTPResponse(status: answer.status, body: answer.body.bytes())
    }

    private mutating func answer(of binding: String, _ request: HTTPRequest, at time: Int64) -> LiveTexAnswer {
        // https://livetex.example.com/{binding}/{edition}/{method}?key={key}
        let parts = request.url.split(separator: "?")
        let path = parts[0].split(separator: "/").dropFirst(3).map { "/\($0)" }.joined()
        do throws(LiveTexError) {
            let endpoint = try LiveTexEndpoint(verb: "POST", path: path)
            guard let key = points[binding]?.accessKey, parts.last.map(String.init) == "key=\(key)",
                let answer = points[binding]?.answer(endpoint, body: request.body, at: time)
            else { throw .keyNotValid }
            return answer
        } catch {
            return LiveTexAnswer(error)
        }
    }
}
