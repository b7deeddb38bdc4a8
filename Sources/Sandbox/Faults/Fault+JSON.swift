// Faults for the control interface: `{"place": "livetex", "method": "sendText", "action": "answer", "status": 500}`.

import JSON

extension Fault {
    /// Reads a fault.
    ///
    /// - Throws: ``FieldError`` for what is missing or unknown.
    init(_ fields: Fields) throws(FieldError) {
        if let stranger = fields.names.first(where: { !Self.names.contains($0) }) {
            throw fields.error(stranger, "is unknown; a fault has \(Self.names.joined(separator: ", "))")
        }
        guard let place = Place(rawValue: try fields.string("place")) else {
            throw fields.error("place", "must be one of \(Place.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        let action: Action
        switch try fields.string("action") {
        case "answer":
            action = .answer(
                status: Int(try fields.int("status", in: 200...599)), code: fields["code"],
                retryAfter: try fields.optionalInt("retry_after", in: 0...Self.day).map { Int($0) })
        case "delay": action = .delay(try fields.int("milliseconds", in: 0...Self.day * 1000))
        case "lose_answer": action = .loseAnswer
        case "drop": action = .drop
        case "duplicate": action = .duplicate(Int(try fields.optionalInt("times", in: 1...1_000) ?? 1))
        case "overtake": action = .overtake
        default:
            throw fields.error("action", "must be one of answer, delay, lose_answer, drop, duplicate, overtake")
        }
        self.init(
            place, action, on: try fields.optionalString("method"), binding: try fields.optionalString("binding"),
            skipping: Int(try fields.optionalInt("skipping", in: 0...1_000_000) ?? 0),
            // No count means once, 0 means until it is cleared.
            count: try fields.optionalInt("count", in: 0...1_000_000).map { $0 == 0 ? nil : Int($0) } ?? 1)
    }

    /// In seconds.
    private static let day: Int64 = 86_400

    private static let names = [
        "place", "method", "binding", "skipping", "count", "action", "status", "code", "retry_after", "milliseconds",
        "times",
    ]

    /// The fault in the form that ``init(_:)`` reads.
    var json: JSON {
        var members: [String: JSON?] = [
            "place": .string(place.rawValue), "method": method.map { .string($0) },
            "binding": binding.map { .string($0) },
            "skipping": .int(Int64(skipping)), "count": .int(Int64(count ?? 0)),
        ]
        switch action {
        case .answer(let status, let code, let retryAfter):
            members.merge([
                "action": "answer", "status": .int(Int64(status)), "code": code,
                "retry_after": retryAfter.map { .int(Int64($0)) },
            ]) { $1 }
        case .delay(let milliseconds): members.merge(["action": "delay", "milliseconds": .int(milliseconds)]) { $1 }
        case .loseAnswer: members["action"] = .string("lose_answer")
        case .drop: members["action"] = .string("drop")
        case .duplicate(let times): members.merge(["action": "duplicate", "times": .int(Int64(times))]) { $1 }
        case .overtake: members["action"] = .string("overtake")
        }
        return .members(members)
    }
}
