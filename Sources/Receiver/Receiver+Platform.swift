// Webhooks of the platform.

import ChannelBundle
import Cryptography
import Dialog
import JSON
import Platform
import Record

extension Receiver {
    func handlePlatform(_ request: WebhookRequest, _ binding: Binding) throws(WebhookProblem) -> Outcome {
        try authentication(of: binding).checkPlatform(request)
        let remarks = Remarks()
        let event = try PlatformEvent(webhook: request.body, remarks)
        let withheld = event.attachments.count(where: binding.rules.withholds)
        if withheld > 0 {
            remarks.add(
                FieldError(
                    path: "data", problem: "has files whose addresses hold a credential; \(withheld) are not sent"))
        }
        var outcome = try handle(event, request, binding)
        outcome.remarks = remarks.all.map(\.message)
        return outcome
    }

    private func handle(_ event: PlatformEvent, _ request: WebhookRequest, _ binding: Binding) throws(WebhookProblem)
        -> Outcome
    {
        let key = DialogKey(binding: binding.id, userID: event.party.userID)
        noteUndeclaredChannel(event.party.channel, binding)

        if case .operatorsCheck = event.kind, !binding.rules.excludes(channel: event.party.channel) {
            return try checkOperators(event, key, binding)
        }
        let body = Digest128(of: request.body)
        let store = try store()
        let intake = try takeIn(store, key, event.party) { (record) throws(DamagedRecord) in
            try record.accept(event, body: body, binding.rules, now: clock.wall())
        }
        switch intake.answer {
        case .conflict: throw .idConflict(event.id)
        case .invalid(let error): throw .invalidEvent(field: error.path, error.problem)
        case .full(let calls, let bytes): throw .full(key, calls: calls, bytes: bytes)
        case .handled(.awaiting, let isDuplicate):
            // An inline delivery runs now. Its time is part of the wait.
            let deadline = clock.monotonic() + transferWait
            courier.wake()
            let answer = try awaitOutcome(of: event.id, key, store, until: deadline)
            return outcome(event, intake, answer, isDuplicate: isDuplicate)
        case .handled(let answer, let isDuplicate): return outcome(event, intake, answer, isDuplicate: isDuplicate)
        }
    }

    private func outcome(
        _ event: PlatformEvent, _ intake: Intake<Acceptance>, _ answer: Receipt.Answer, isDuplicate: Bool
    )
        -> Outcome
    {
        let reply = WebhookReply.handled(event.id, answer, isDuplicate: isDuplicate)
        let isIgnored = if case .ignored = answer { true } else { false }
        var outcome = Outcome(reply: reply, hasWork: !isIgnored)
        outcome.fields = intake.fields.merging(
            ["event": .string(event.id), "outcome": reply.body["status"], "reason": reply.body["reason"]]) { $1 }
        return outcome
    }

    /// Watches the record until it has the transfer's outcome, the time is up, or LiveTex's lane is paused: a pause ends only
    /// when a person ends it. Then one change makes sure that the outcome
    /// is durable, or stores that `pending` was said: so the outcome travels once, in the reply or as an event.
    private func awaitOutcome(
        of request: String, _ key: DialogKey, _ store: Storage, until deadline: Int64
    ) throws(WebhookProblem) -> Receipt.Answer {
        do {
            while clock.monotonic() < deadline {
                let found = try store.read(key) { (record) throws(DamagedRecord) in
                    try record.settledAnswer(toRequest: request)
                }
                if found?.result != nil { break }
                if try store.pauses().contains(where: { $0.binding == key.binding && $0.lane == .liveTex }) { break }
                store.waitForChange(
                    of: key.name, after: found?.version, atMost: deadline - clock.monotonic())
            }
            return try store.update(key, party: nil) { (record) throws(DamagedRecord) in
                try record.sayPending(request: request, now: clock.wall())
            }
        } catch {
            throw .unavailable("\(error)")
        }
    }

    /// Replies whether an operator is online. Nothing is stored. If LiveTex cannot be asked, the reply is an error and not
    /// "offline".
    private func checkOperators(_ event: PlatformEvent, _ key: DialogKey, _ binding: Binding) throws(WebhookProblem)
        -> Outcome
    {
        let status: OperatorsStatus
        do {
            status = try courier.operatorsStatus(binding: binding.id)
        } catch {
            throw .unavailable("LiveTex cannot be asked for operators: \(error.reason)")
        }
        let reply = WebhookReply(
            status: 200, body: ["id": .string(event.id), "status": "accepted", "data": status.wire(binding.rules)])
        return Outcome(
            reply: reply,
            fields: key.logged.merging(["event": .string(event.id), "outcome": "answered"]) { $1 })
    }

    /// Logs a channel that the configuration does not declare. Its leads are mirrored like all others.
    private func noteUndeclaredChannel(_ channel: String?, _ binding: Binding) {
        guard let channel, !binding.knownChannels.contains(channel.lowercased()) else { return }
        log(.warning, "undeclared channel", ["binding": .string(binding.id), "channel": .string(channel)])
    }
}

extension PlatformEvent {
    /// Reads the body of a webhook.
    init(webhook body: [UInt8], _ remarks: Remarks) throws(WebhookProblem) {
        let value: JSON
        do {
            value = try JSON(webhook: body, remarks)
        } catch {
            if error.isLimit { throw .invalidEvent(field: error.path ?? "", "is not accepted: \(error.message)") }
            throw .invalidJSON(body.isEmpty ? "the body is empty" : "the body is not JSON: \(error.message)")
        }
        do {
            self = try PlatformEvent(value, remarks)
        } catch {
            switch error {
            case .unsupportedVersion(let version): throw .unsupportedVersion(version)
            case .field(let error): throw .invalidEvent(field: error.path, error.problem)
            }
        }
    }
}
