import ArgumentParser
import ChannelBundle
import Courier
import FlatFileStore
import JSON
import Operations
import Outbound
import POSIX
import Text

/// `livetex-bridge webhook`
struct Webhook: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Registers the receiver's address at LiveTex, or shows the registered one.",
        subcommands: [Register.self, Show.self])

    func run() throws { try nameASubcommand() }

    struct Register: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Tells LiveTex where to send webhooks. It can be repeated safely.")

        @Argument(help: "The binding's id.") var binding: String
        @OptionGroup var bundle: BundleOption
        @Flag(help: "Print the request with masked secrets; send nothing.") var dryRun = false

        func run() throws {
            let registration = WebhookRegistration(try bundle.binding(binding), now: Clock.wall())
            if dryRun { return try printResult(registration.plannedRequest().printed(.text)) }
            try live { try registration.register() }
            try printResult("LiveTex sends the webhooks of \(binding) to \(registration.configuredURL)\n")
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows what is registered at LiveTex, and how it differs from the configuration.")

        @Argument(help: "The binding's id.") var binding: String
        @OptionGroup var bundle: BundleOption

        func run() throws {
            let registration = WebhookRegistration(try bundle.binding(binding), now: Clock.wall())
            let current = try live { try registration.show() }
            try printResult("\(current.url.isEmpty ? "nothing is registered" : current.url.printable)\n")
            if let types = current.eventTypes { try printResult("\(types.joined(separator: " ").printable)\n") }
            let differences = registration.differences(current)
            guard differences.isEmpty else {
                throw CommandFailure(.liveCheckFailed, differences)
            }
        }
    }
}

/// `livetex-bridge operators`
struct Operators: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Asks LiveTex for its groups, and shows which have an operator online.")

    @Argument(help: "The binding's id.") var binding: String
    @OptionGroup var bundle: BundleOption
    @OptionGroup var listing: ListingFormat

    func run() throws {
        let binding = try bundle.binding(binding)
        let groups = try live { try LiveTexQuery(binding: binding, timeout: 15_000).destinations(now: Clock.wall()) }
        try listing.print(
            groups, row: { [$0.group.id, $0.hasOnline ? "online" : "offline", $0.group.name ?? ""] },
            json: {
                .members([
                    "id": .string($0.group.id), "name": $0.group.name.map { .string($0) },
                    "online": .bool($0.hasOnline),
                ])
            })
        if groups.count > 1 {
            say("warning: of \(groups.count) groups only the first is used")
        }
        if groups.isEmpty { throw CommandFailure(.liveCheckFailed, "the contact point has no group") }
    }
}

/// `livetex-bridge doctor`
struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract:
            "Checks the state, this machine, and all bindings live: secrets, token, API version, webhook, receiver, platform."
    )

    @OptionGroup var bundle: BundleOption
    @OptionGroup var state: StateOption
    @OptionGroup var listing: ListingFormat

    func run() throws {
        let now = Clock.wall()
        let directory = try state.check()
        var results = [directory] + MachineCheck(state: state.state).run()
        if directory.isFine { results += stored(now: now) }
        results += bindings(now: now)
        try listing.print(results, row: \.row, json: \.json)
        let failures = results.count { !$0.isFine }
        if failures > 0 { throw CommandFailure(.liveCheckFailed, "\(failures) of \(results.count) checks failed") }
    }

    /// Checks the bundle, and each of its bindings that can be read.
    private func bindings(now: Int64) -> [Doctor.CheckResult] {
        func result(_ binding: String, _ check: String, _ problem: BundleError?) -> Doctor.CheckResult {
            Doctor.CheckResult(
                binding: binding, check: check, isFine: problem == nil, detail: problem?.description ?? "")
        }
        let check = "the bundle can be read"
        let ids: [String]
        do {
            ids = try bundle.reader.bindingIDs()
        } catch {
            return [result("", check, error)]
        }
        var results = [result("", check, nil)]
        for id in ids {
            do {
                results += Doctor(try bundle.reader.binding(id), now: now).run()
            } catch {
                results.append(result(id, "the binding can be read", error))
            }
        }
        return results
    }

    private func stored(now: Int64) -> [Doctor.CheckResult] {
        let overdue = CourierStart(StateDirectory(state.state)).overdueSince(now: now)
        do {
            return try StateCheck(state.store(), courierOverdueSince: overdue, now: now).run()
        } catch {
            let problem = (error as? CommandFailure)?.message ?? "\(error)"
            return [
                Doctor.CheckResult(binding: "", check: "all that is stored can be read", isFine: false, detail: problem)
            ]
        }
    }
}

/// Asks LiveTex. A failure ends the command.
private func live<Result>(_ body: () throws -> Result) throws -> Result {
    do {
        return try body()
    } catch let error as QueryError {
        throw CommandFailure(.liveCheckFailed, [error.description])
    }
}
