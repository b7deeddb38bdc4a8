import ChannelBundle
import Cryptography
import Dialog
import JSON
import LiveTex
import Logging
import Platform
import Record
import Store
import Text

/// Handles webhooks: checks the sender, reads the body, changes the dialog, stores it, and replies.
public struct Receiver<Storage: DialogStore & DeadLetterStore & PauseStore> {
    let bundle: BundleReader
    /// Called only when there is something to store: a refused webhook must not depend on the store.
    private let openStore: () throws(StoreError) -> Storage
    let courier: any CourierControl
    let clock: any TimeSource
    let log: Log
    /// How long the reply to a `transfer.request` waits for the outcome, in milliseconds.
    let transferWait: Int64
    private let onAnonymous: (() -> Void)?

    /// A receiver made of these parts.
    ///
    /// - Parameters:
    ///   - transferWait: how long the reply to a `transfer.request` waits for the outcome, in milliseconds.
    ///   - onAnonymous: called when a webhook has no credential at all, which is then handled all the same; nil to refuse
    ///     such a webhook.
    public init(
        bundle: BundleReader, openStore: @escaping () throws(StoreError) -> Storage, courier: any CourierControl,
        clock: any TimeSource, log: Log, transferWait: Int64 = ReceiverSettings.defaultTransferWait,
        onAnonymous: (() -> Void)? = nil
    ) {
        self.bundle = bundle
        self.openStore = openStore
        self.courier = courier
        self.clock = clock
        self.log = log
        self.transferWait = transferWait
        self.onAnonymous = onAnonymous
    }

    /// The result of a webhook.
    public struct Outcome: Sendable {
        /// The reply to the sender.
        public var reply: WebhookReply
        /// Whether there may be something to deliver.
        public var hasWork = false
        /// The fields of the log line.
        var fields: [String: JSON?] = [:]
        var level: Log.Level = .info
        /// What in the webhook is not as its documentation says, and was read all the same; one sentence each.
        var remarks: [String] = []
    }

    /// Handles one webhook and writes one log line about it.
    public func handle(_ request: WebhookRequest) -> Outcome {
        let start = clock.monotonic()
        var outcome: Outcome
        do {
            let binding = try self.binding(request.binding)
            switch request.lane {
            case .platform: outcome = try handlePlatform(request, binding)
            case .liveTex: outcome = try handleLiveTex(request, binding)
            }
        } catch {
            outcome = Outcome(
                reply: .error(error), fields: ["outcome": .string(error.code), "detail": .string(error.detail)])
            outcome.level = error.status >= 500 ? .error : .warning
        }
        report(request, outcome, milliseconds: clock.monotonic() - start)
        return outcome
    }

    private func binding(_ id: String) throws(WebhookProblem) -> Binding {
        do {
            return try bundle.binding(id)
        } catch {
            switch error {
            case .unknownBinding(let id): throw .unknownBinding(id)
            case .unavailable(let reason): throw .unavailable(reason)
            }
        }
    }

    func authentication(of binding: Binding) -> Authentication {
        Authentication(binding: binding, now: clock.wall() / 1000, onAnonymous: onAnonymous)
    }

    func store() throws(WebhookProblem) -> Storage {
        do { return try openStore() } catch { throw .unavailable(error.description) }
    }

    /// Changes a dialog by an event.
    func takeIn<Answer>(
        _ store: Storage, _ key: DialogKey, _ party: Party?,
        _ accept: (inout DialogRecord) throws(DamagedRecord) -> Answer
    ) throws(WebhookProblem) -> Intake<Answer> {
        do {
            return try store.update(key, party: party) { (record) throws(DamagedRecord) in
                let next = record.dialog.nextCall
                let answer = try accept(&record)
                return Intake(key: key, answer: answer, calls: next..<record.dialog.nextCall)
            }
        } catch {
            throw .unavailable("\(error)")
        }
    }

    private func report(_ request: WebhookRequest, _ outcome: Outcome, milliseconds: Int64) {
        var fields = outcome.fields
        if !outcome.remarks.isEmpty {
            fields["detail"] = fields["detail"] ?? .string(outcome.remarks.joined(separator: "; "))
        }
        fields["lane"] = .string(request.lane.rawValue)
        fields["binding"] = .string(request.binding.excerpt(WebhookProblem.quoted))
        fields["status"] = .int(Int64(outcome.reply.status))
        fields["ms"] = .int(milliseconds)
        log(outcome.remarks.isEmpty ? outcome.level : max(outcome.level, .warning), "webhook", fields)
    }
}

extension WebhookProblem {
    /// A dialog's outbox has reached its limit (docs/operations.md).
    static func full(_ key: DialogKey, calls: Int, bytes: Int) -> WebhookProblem {
        .unavailable(
            "\(calls) calls of the dialog \(key.name) wait, \(bytes) bytes; nothing that adds a call is taken in until some are "
                + "delivered")
    }
}

/// What an event did to its dialog.
struct Intake<Answer> {
    let key: DialogKey
    let answer: Answer
    /// The numbers of the calls that the event queued.
    let calls: Range<Int64>

    /// The fields of the log line.
    var fields: [String: JSON?] {
        key.logged.merging(["calls": calls.isEmpty ? nil : .array(calls.map { .int($0) })]) { $1 }
    }
}

extension JSON {
    /// Reads the body of a webhook. A program may have cut a text within a character; the rest of it must arrive.
    init(webhook body: [UInt8], _ remarks: Remarks) throws(JSONError) {
        let (value, isRepaired) = try JSON.repairing(body)
        if isRepaired {
            remarks.add(FieldError(path: "", problem: "is not valid Unicode; U+FFFD replaces what is wrong"))
        }
        self = value
    }
}
