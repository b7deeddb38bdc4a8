import Dialog
import JSON
import Record
import Store
import Text

/// Figures about a store, for a monitoring system (docs/operations.md).
public struct Statistics: Sendable {
    private let survey: Survey
    let deadLetters: [DeadLetter]
    let pauses: [Pause]
    private let isCourierRunning: Bool
    private let courierOverdueSince: Int64?
    /// Milliseconds since 1970.
    private let now: Int64

    /// Reads all that the figures count.
    ///
    /// - Parameters:
    ///   - courierOverdueSince: since when a courier that was started should have worked, in milliseconds since 1970; nil
    ///     while nothing is wrong.
    ///   - now: milliseconds since 1970.
    public init(_ store: any Store, courierOverdueSince: Int64?, now: Int64) throws(StoreError) {
        survey = try Survey(store)
        deadLetters = try store.deadLetters()
        pauses = try store.pauses()
        isCourierRunning = Set(survey.dialogs.map(\.key.binding)).contains { Self.isClaimed($0, store) }
        self.courierOverdueSince = courierOverdueSince
        self.now = now
    }

    private static func isClaimed(_ binding: String, _ store: any Store) -> Bool {
        do {
            return try store.holder(of: binding) != nil
        } catch {
            // Then no courier can claim the binding either.
            return false
        }
    }

    /// Since when the oldest due call has been due, in milliseconds since 1970; nil when none is due. Calls of paused lanes do
    /// not count: they wait for a person.
    var oldestDue: Int64? {
        let paused = Set(pauses.map { [$0.binding, $0.lane.rawValue] })
        return survey.dialogs.flatMap { record in
            Lane.allCases.filter { !paused.contains([record.key.binding, $0.rawValue]) }
                .compactMap { record.dueSince($0, now: now) }
        }.min()
    }

    /// One for each record, dead letter and pause that cannot be read.
    public var problems: [StoreError] {
        survey.problems + deadLetters.compactMap(\.problem) + pauses.compactMap(\.problem)
    }

    /// One figure, with a value for each set of labels.
    private struct Gauge {
        var name: String
        var help: String
        var samples: [(labels: [(name: String, value: String)], value: Double)]

        init(_ name: String, _ help: String, _ value: Double) {
            (self.name, self.help, samples) = (name, help, [([], value)])
        }

        /// Counts items by their labels.
        init<Item>(_ name: String, _ help: String, _ items: [Item], _ labels: (Item) -> [(name: String, value: String)])
        {
            var counts: [[String]: Double] = [:]
            var names: [String] = []
            for item in items {
                let pairs = labels(item)
                names = pairs.map(\.name)
                counts[pairs.map(\.value), default: 0] += 1
            }
            self.init(name, help, 0)
            guard !counts.isEmpty else { return }
            samples = counts.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { count in
                (zip(names, count.key).map { (name: $0, value: $1) }, count.value)
            }
        }
    }

    private var gauges: [Gauge] {
        let calls = survey.dialogs.flatMap { record in record.outbox.map { (binding: record.key.binding, item: $0) } }
        func lane(_ call: (binding: String, item: QueueItem)) -> [(name: String, value: String)] {
            [("binding", call.binding), ("lane", call.item.lane.rawValue)]
        }
        let oldest = calls.map(\.item.delivery.firstAttempt).filter { $0 > 0 }.min()
        return [
            Gauge("dialogs", "Stored dialogs.", survey.dialogs) {
                [("binding", $0.key.binding), ("phase", DialogSummary($0).phase)]
            },
            Gauge("pending_calls", "Calls that wait in the outbox.", calls, lane),
            Gauge("calls_in_doubt", "Calls that may have arrived.", calls.filter(\.item.delivery.isInDoubt), lane),
            Gauge(
                "oldest_attempt_seconds", "Time since the first attempt of the oldest tried call.",
                oldest.map { (Double(now) - Double($0)) / 1000 } ?? 0),
            Gauge(
                "oldest_due_seconds", "Time since the oldest due call became due.",
                oldestDue.map { (Double(now) - Double($0)) / 1000 } ?? 0),
            Gauge("courier_running", "1 if a courier works for any of the dialogs.", isCourierRunning ? 1 : 0),
            Gauge(
                "courier_overdue_seconds", "Time since a courier was started that does not work.",
                courierOverdueSince.map { Double(now - $0) / 1000 } ?? 0),
            Gauge("dead_letters", "Calls that were given up, and webhooks that could not be read.", deadLetters) {
                [("binding", $0.content["binding"]?.string ?? "")]
            },
            Gauge("paused_lanes", "Lanes to which nothing is delivered.", pauses) {
                [("binding", $0.binding), ("lane", $0.lane.rawValue)]
            },
            Gauge("damaged_dialogs", "Dialogs whose record cannot be read.", Double(survey.problems.count)),
            Gauge("torn_records", "Places of what may be commits that a crash has cut off.", Double(survey.torn.count)),
            Gauge(
                "unreadable_files", "Dead letters and pauses that cannot be read.",
                Double(deadLetters.count { $0.problem != nil } + pauses.count { $0.problem != nil })),
        ]
    }

    /// The figures in Prometheus' text format, one gauge each.
    public var prometheus: String {
        var text = ""
        for gauge in gauges {
            text += "# HELP livetex_bridge_\(gauge.name) \(gauge.help)\n# TYPE livetex_bridge_\(gauge.name) gauge\n"
            for sample in gauge.samples {
                let labels = sample.labels.map { "\($0.name)=\"\(Self.escaped($0.value))\"" }.joined(separator: ",")
                text +=
                    "livetex_bridge_\(gauge.name)\(labels.isEmpty ? "" : "{\(labels)}") \(Self.number(sample.value))\n"
            }
        }
        return text
    }

    /// The figures as lists of samples, by name.
    public var json: JSON {
        .object(
            Dictionary(
                uniqueKeysWithValues: gauges.map { gauge in
                    let samples = gauge.samples.map { sample in
                        let isWhole = sample.value == sample.value.rounded()
                        var members: [String: JSON] = [
                            "value": isWhole ? .int(Int64(sample.value)) : .double(sample.value)
                        ]
                        for label in sample.labels { members[label.name] = .string(label.value) }
                        return JSON.object(members)
                    }
                    return (gauge.name, .array(samples))
                }))
    }

    /// The value of a label. Prometheus knows three escapes; of other characters that are not printable their JSON escape is
    /// shown.
    private static func escaped(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar {
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            case "\n": result += "\\n"
            case _ where scalar.isPrintable: result.unicodeScalars.append(scalar)
            default: result += "\\" + scalar.escape
            }
        }
    }

    private static func number(_ value: Double) -> String {
        value == value.rounded() ? String(Int64(value)) : String(value)
    }
}
