import Dialog
import DialogStore

/// Figures about a store for a monitoring system, in Prometheus' text format for a textfile collector.
public struct Statistics: Sendable {
    private let survey: Survey
    private let deadLetters: [DeadLetters.Letter]
    private let pauses: [PausedSides.Pause]
    /// Milliseconds since 1970.
    private let now: Int64

    public init(_ store: FlatFileStore, now: Int64) throws(StoreError) {
        survey = try Survey(store)
        deadLetters = try DeadLetters(store.directory).list()
        pauses = try PausedSides(store.directory).list()
        self.now = now
    }

    /// The figures, a gauge each.
    public var prometheus: String {
        var text = ""
        func gauge(_ name: String, _ help: String, _ samples: [(labels: [(String, String)], value: Double)]) {
            text += "# HELP livetex_bridge_\(name) \(help)\n# TYPE livetex_bridge_\(name) gauge\n"
            for sample in samples {
                let labels = sample.labels.map { "\($0.0)=\"\(Self.escaped($0.1))\"" }.joined(separator: ",")
                text += "livetex_bridge_\(name)\(labels.isEmpty ? "" : "{\(labels)}") \(Self.number(sample.value))\n"
            }
        }
        gauge("dialogs", "Stored dialogs by who leads.", counts(survey.dialogs) { [("binding", $0.key.binding), ("leads", DialogSummary($0).phase)] })
        let calls = survey.dialogs.flatMap { record in record.outbox.map { (record.key.binding, $0) } }
        gauge("pending_calls", "Calls that have not arrived.", counts(calls) { [("binding", $0.0), ("side", $0.1.lane.rawValue)] })
        gauge("calls_in_doubt", "Calls whose outcome is not known.", counts(calls.filter { $0.1.delivery.isInDoubt }) { [("binding", $0.0), ("side", $0.1.lane.rawValue)] })
        let oldest = calls.map { $0.1.delivery.firstAttempt }.filter { $0 > 0 }.min()
        gauge("oldest_attempt_seconds", "Since when the longest tried call has been tried.", [([], oldest.map { Double(now - $0) / 1000 } ?? 0)])
        gauge("dead_letters", "Dead letters.", counts(deadLetters) { [("binding", $0.content["binding"]?.string ?? "")] })
        gauge("paused_sides", "Sides to which nothing is delivered.", counts(pauses) { [("binding", $0.binding), ("side", $0.lane.rawValue)] })
        gauge("damaged_dialogs", "Dialogs whose record cannot be read.", [([], Double(survey.problems.count))])
        return text
    }

    private func counts<Item>(_ items: [Item], _ labels: (Item) -> [(String, String)]) -> [(labels: [(String, String)], value: Double)] {
        var counts: [[String]: Double] = [:]
        var names: [String] = []
        for item in items {
            let pairs = labels(item)
            names = pairs.map(\.0)
            counts[pairs.map(\.1), default: 0] += 1
        }
        guard !counts.isEmpty else { return [([], 0)] }
        return counts.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { (Array(zip(names, $0.key)), $0.value) }
    }

    private static func escaped(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            switch character {
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            case "\n": result += "\\n"
            default: result.append(character)
            }
        }
    }

    private static func number(_ value: Double) -> String {
        value == value.rounded() ? String(Int64(value)) : String(value)
    }
}
