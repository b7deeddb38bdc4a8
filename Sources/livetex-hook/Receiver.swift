import ChannelBundle
import DialogStore
import Logging
import POSIX
import Webhook

/// The receiver put together from its real parts.
struct Receiver {
    private let environment: [String: String]
    private let environmentProblem: EnvironmentFile.Problem?
    private let log = Log.standard(program: "livetex-hook")

    /// - Parameter environmentProblem: why the file of variables could not be read; then no webhook can be served.
    init(_ environment: [String: String], _ environmentProblem: EnvironmentFile.Problem?) {
        self.environment = environment
        self.environmentProblem = environmentProblem
    }

    /// Serves a web server: one complete reply on standard output, whatever happens.
    func serveCGI() {
        let request: WebhookRequest
        let settings: HookSettings
        do {
            request = try CGI.request(
                environment, read: { try StandardStreams.readInput(limit: $0 - 1) }, discard: Self.discard)
            settings = try self.settings()
        } catch {
            return refuse(error)
        }
        serve(request, settings) { reply in
            // A client that has left does not undo what was stored.
            try? StandardStreams.output(CGI.output(reply))
        }
    }

    /// Without a length there may be no end either: a server may keep the pipe open.
    private static func discard(_ length: Int?) {
        StandardStreams.discardInput(count: length ?? 4 * WebhookRequest.maximumBody, patience: length == nil ? 200 : nil)
    }

    /// Serves a command line.
    ///
    /// - Returns: the exit code: 0 when the webhook was accepted, 1 when it was not, 2 for a wrong command line.
    func servePlain(_ arguments: [String]) -> Int32 {
        if arguments == ["--help"] || arguments == ["-h"] {
            try? StandardStreams.output(HookArguments.usage + "\n")
            return 0
        }
        let parsed: HookArguments
        do {
            parsed = try HookArguments(arguments)
        } catch {
            StandardStreams.error("livetex-hook: \(error.message)\n\n\(HookArguments.usage)")
            return 2
        }
        do {
            var settings = try self.settings()
            settings.bundle = parsed.bundle ?? settings.bundle
            settings.state = parsed.state ?? settings.state
            let request = try plainRequest(parsed)
            if let format = parsed.dryRun {
                let hasState = parsed.state != nil || environment["LIVETEX_BRIDGE_STATE"] != nil
                return try DryRunCommand(settings: settings, format: format, readsState: hasState).run(request)
            }
            var status = 0
            serve(request, settings) { reply in
                status = reply.status
                try? StandardStreams.output(reply.body.text() + "\n")
            }
            return status < 400 ? 0 : 1
        } catch {
            refuse(error, output: { try? StandardStreams.output($0.body.text() + "\n") })
            return 1
        }
    }

    private func settings() throws(WebhookProblem) -> HookSettings {
        if let environmentProblem { throw .unavailable("\(environmentProblem)") }
        return try HookSettings(environment, programDirectory: FileSystem.programDirectory())
    }

    private func plainRequest(_ arguments: HookArguments) throws(WebhookProblem) -> WebhookRequest {
        let body: [UInt8]
        do {
            body = try StandardStreams.readInput(limit: WebhookRequest.maximumBody)
        } catch {
            throw .unavailable("standard input cannot be read: \(error)")
        }
        guard body.count <= WebhookRequest.maximumBody else { throw .tooLarge(limit: WebhookRequest.maximumBody) }
        return WebhookRequest(
            side: arguments.side, binding: arguments.binding, headers: CGI.headers(environment), body: body)
    }

    private func serve(_ request: WebhookRequest, _ settings: HookSettings, reply: (WebhookReply) -> Void) {
        // From here on the webhook may be stored, and what is stored needs its courier.
        StandardStreams.ignoreRequestsToEnd()
        let courier = ProcessCourier(settings: settings, environment: environment, log: log)
        let directory = StateDirectory(settings.state)
        let handler = WebhookHandler(
            bundle: BundleReader(directory: settings.bundle),
            openStore: { () throws(StoreError) in
                try FlatFileStore(directory, allowsNetwork: settings.allowsNetworkState)
            },
            keepUnreadable: { (binding, body, reason) throws(StoreError) in
                try directory.prepare(allowsNetwork: settings.allowsNetworkState)
                try DeadLetters(directory).keepUnreadable(binding: binding, body: body, reason: reason, now: Clock.wall())
            },
            courier: courier, clock: SystemClock(), log: log)
        let outcome = handler.handle(request)
        if outcome.hasWork, settings.delivery == .inline { courier.wake() }
        reply(outcome.reply)
        if outcome.hasWork, settings.delivery == .spawn { courier.wake() }
    }

    private func refuse(
        _ problem: WebhookProblem, output: (WebhookReply) -> Void = { try? StandardStreams.output(CGI.output($0)) }
    ) {
        log(
            problem.status >= 500 ? .error : .warning, "webhook",
            ["outcome": .string(problem.code), "detail": .string(problem.detail), "status": .int(Int64(problem.status))])
        output(.error(problem))
    }
}

/// The machine's clocks.
struct SystemClock: ReceiverClock {
    func wall() -> Int64 { Clock.wall() }
    func monotonic() -> Int64 { Clock.monotonic() }
    func sleep(_ milliseconds: Int64) { Clock.sleep(milliseconds: milliseconds) }
}
