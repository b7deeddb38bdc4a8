import ArgumentParser
import ChannelBundle
import Dialog
import FlatFileStore
import JSON
import Operations
import POSIX
import Store

/// `livetex-bridge resume`
struct Resume: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Ends the pauses of a binding's lanes.",
        discussion:
            "The courier of the next webhook or timer delivers their calls. To deliver at once: livetex-courier --once")

    @Argument(help: "The binding's id.") var binding: String
    @OptionGroup var bundle: BundleOption
    @OptionGroup var state: StateOption
    @OptionGroup var listing: ListingFormat

    func run() throws {
        let resumed = try storing {
            let store = try state.store()
            let paused = try store.pauses().filter { $0.binding == binding }
            for pause in paused { try store.resume(pause.binding, pause.lane) }
            return paused
        }
        // A binding that is gone may have left a pause, so an unknown binding is an error only without one.
        if resumed.isEmpty,
            case .failure(.unknownBinding(let id)) = Result(catching: { () throws(BundleError) in
                try bundle.reader.binding(binding)
            })
        {
            throw CommandFailure(
                .usage, "there is no binding \"\(id)\" in \(bundle.bundle), and none of its lanes is paused")
        }
        if resumed.isEmpty { say("\(binding) is not paused") }
        try listing.print(
            resumed, line: { "\($0.binding) \($0.lane.rawValue): resumed; it was paused because \($0.reason)" },
            json: {
                [
                    "binding": .string($0.binding), "lane": .string($0.lane.rawValue), "reason": .string($0.reason),
                    "paused_at": .int($0.time),
                ]
            })
    }
}

/// `livetex-bridge prune`
struct Prune: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Removes dialogs that are over and did not change during their binding's retention. Attributes stay.")

    @OptionGroup var bundle: BundleOption
    @OptionGroup var state: StateOption
    @OptionGroup var listing: ListingFormat

    func run() throws {
        let store = try state.store()
        let pruning: Pruning
        do {
            pruning = try Pruning(store: store, bundle: bundle.reader, now: Clock.wall())
        } catch {
            throw CommandFailure(.unreadable, "nothing is removed: \(error)")
        }
        let outcome = try storing { try pruning.run() }
        try listing.print(
            [outcome], line: { "\($0.removed) removed, \($0.kept) kept" },
            json: { ["removed": .int(Int64($0.removed)), "kept": .int(Int64($0.kept))] })
        try report(outcome.problems)
    }
}

/// `livetex-bridge stats`
struct Stats: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Prints figures for a monitoring system.",
        discussion: "For Prometheus' textfile collector: livetex-bridge stats > FILE.tmp && mv FILE.tmp FILE.prom")

    enum Form: String, ExpressibleByArgument, CaseIterable { case prometheus, json }

    @Option(help: "prometheus or json.") var format: Form = .prometheus
    @OptionGroup var state: StateOption

    func run() throws {
        let now = Clock.wall()
        let overdue = CourierStart(StateDirectory(state.state)).overdueSince(now: now)
        let statistics = try storing { try Statistics(state.store(), courierOverdueSince: overdue, now: now) }
        switch format {
        case .prometheus: try printResult(statistics.prometheus)
        case .json: try printResult(statistics.json.text(pretty: true) + "\n")
        }
        // The exit code stays 0, so that the collector gets the figures. They count the problems.
        for problem in statistics.problems { say("\(problem)") }
    }
}

/// `livetex-bridge reconcile`
struct Reconcile: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Fetches from LiveTex's history what it gave up sending, after a day without a receiver.",
        discussion:
            "Reads the history of the binding's open dialogs. It can be repeated: what came before has no second effect."
    )

    @Argument(help: "The binding's id.") var binding: String
    @OptionGroup var bundle: BundleOption
    @OptionGroup var state: StateOption
    @OptionGroup var listing: ListingFormat

    func run() throws {
        let binding = try bundle.binding(binding)
        let outcome = try storing { try Reconciliation(binding, store: state.store(), now: Clock.wall()).run() }
        try listing.print(
            [outcome], line: { "\($0.dialogs) open dialogs, \($0.recovered) notifications recovered" },
            json: {
                [
                    "dialogs": .int(Int64($0.dialogs)), "recovered": .int(Int64($0.recovered)),
                    "problems": .array($0.problems.map { .string($0) }),
                ]
            })
        guard outcome.problems.isEmpty else {
            throw CommandFailure(.liveCheckFailed, outcome.problems)
        }
    }
}
