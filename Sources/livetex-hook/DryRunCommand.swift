import ChannelBundle
import FlatFileStore
import Outbound
import POSIX
import Receiver
import Store

/// `--dry-run`: the requests on standard output, everything else on standard error.
struct DryRunCommand {
    let settings: ReceiverSettings
    let format: RequestFormat
    /// Whether what is stored of the dialog is looked at; without it the dialog is new.
    let readsState: Bool

    /// - Returns: the exit code: 0 when the webhook would be accepted.
    func run(_ request: WebhookRequest) throws(WebhookProblem) -> Int32 {
        let binding: Binding
        do {
            binding = try BundleReader(directory: settings.bundle).binding(request.binding)
        } catch {
            switch error {
            case .unknownBinding(let id): throw .unknownBinding(id)
            case .unavailable(let reason): throw .unavailable(reason)
            }
        }
        let store = FlatFileStore(reading: StateDirectory(settings.state))
        let result = try DryRun(
            request, binding,
            load: { (name) throws(StoreError) in readsState ? try store.load(name)?.record : nil }, now: Clock.wall())
        if let problem = result.authenticationProblem {
            StandardStreams.error(
                "livetex-hook: this webhook would be refused with \(problem.status): \(problem.detail)")
        }
        StandardStreams.error("livetex-hook: reply \(result.reply.status) \(result.reply.body.text())")
        for planned in result.requests {
            try? StandardStreams.output(planned.request.printed(format, when: planned.condition))
        }
        return 0
    }
}
