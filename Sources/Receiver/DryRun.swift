// What a webhook would cause, without causing it. The webhook is taken in by a copy of its dialog, and the calls that would
// be queued are printed; nothing is stored and nothing is sent.

import ChannelBundle
import Cryptography
import Dialog
import JSON
import LiveTex
import Outbound
import Platform
import Record
import Store

/// A call that a webhook would cause.
public struct PlannedRequest: Hashable, Sendable {
    public var request: OutboundRequest
    /// What it depends on; nil when it is made in any case.
    public var condition: String?
}

/// A dry run's result.
public struct DryRun: Hashable, Sendable {
    /// The reply that the sender would get.
    public var reply: WebhookReply
    /// The calls, in the order in which they would be queued.
    public var requests: [PlannedRequest]
    /// What would have refused the webhook's sender; nil when nothing would. It does not stop a dry run.
    public var authenticationProblem: WebhookProblem?

    /// - Parameters:
    ///   - load: what is stored of a dialog; nil without a state directory.
    ///   - now: milliseconds since 1970.
    public init(
        _ request: WebhookRequest, _ binding: Binding, load: (DialogName) throws(StoreError) -> DialogRecord?,
        now: Int64
    ) throws(WebhookProblem) {
        let authentication = Authentication(binding: binding, now: now / 1000)
        requests = []
        switch request.lane {
        case .platform:
            do { try authentication.checkPlatform(request) } catch { authenticationProblem = error }
            let event = try PlatformEvent(webhook: request.body)
            if case .operatorsCheck = event.kind, !binding.rules.excludes(channel: event.party.channel) {
                requests = [PlannedRequest(request: OutboundRequest(LiveTexRequest.destinations, binding))]
                reply = WebhookReply(status: 200, body: ["id": .string(event.id), "status": "accepted"])
                return
            }
            let key = DialogKey(binding: binding.id, userID: event.party.userID)
            var rehearsal = try Rehearsal(key, party: event.party, binding, load: load, now: now)
            let acceptance = try rehearsal.run { (record) throws(DamagedRecord) in
                try record.accept(event, body: Digest128(of: request.body), binding.rules, now: now)
            }
            reply = try Self.reply(acceptance, event)
            requests = rehearsal.requests
        case .liveTex:
            reply = WebhookReply(status: 200, body: ["status": "accepted"])
            let value: JSON
            do { value = try JSON.repairing(request.body).value } catch {
                throw .invalidJSON("the body is not JSON: \(error.message)")
            }
            for notification in value.array ?? [value] {
                do {
                    try authentication.checkLiveTex(key: LiveTexWebhook.webhookKey(in: notification))
                } catch {
                    authenticationProblem = error
                }
                try take(notification, request, binding, load: load, now: now)
            }
        }
    }

    private mutating func take(
        _ notification: JSON, _ request: WebhookRequest, _ binding: Binding,
        load: (DialogName) throws(StoreError) -> DialogRecord?, now: Int64
    ) throws(WebhookProblem) {
        let webhook: LiveTexWebhook
        do { webhook = try LiveTexWebhook(notification) } catch {
            throw .invalidEvent(field: error.path, error.problem)
        }
        reply.body = ["status": "ignored"]
        guard let userID = webhook.userID, !webhook.isIrrelevant else { return }
        let key = DialogKey(binding: binding.id, userID: userID)
        var rehearsal = try Rehearsal(key, party: Party(userID: userID), binding, load: load, now: now)
        guard rehearsal.knowsTheUser else { return }
        let acceptance = try rehearsal.run { (record) throws(DamagedRecord) in
            try record.accept(
                webhook.event, type: webhook.type, body: Digest128(of: request.body), binding.rules, now: now)
        }
        let isDuplicate = if case .handled(_, isDuplicate: true) = acceptance { true } else { false }
        reply.body = ["status": isDuplicate ? "duplicate" : "accepted"]
        requests += rehearsal.requests
    }

    private static func reply(_ acceptance: Acceptance, _ event: PlatformEvent) throws(WebhookProblem) -> WebhookReply {
        switch acceptance {
        case .conflict: throw .idConflict(event.id)
        case .invalid(let error): throw .invalidEvent(field: error.path, error.problem)
        case .handled(let answer, let isDuplicate): return .handled(event.id, answer, isDuplicate: isDuplicate)
        }
    }
}

/// A dialog that goes through an event without being stored.
private struct Rehearsal {
    private var record: DialogRecord
    private let binding: Binding
    private let now: Int64
    var requests: [PlannedRequest] = []

    init(
        _ key: DialogKey, party: Party?, _ binding: Binding, load: (DialogName) throws(StoreError) -> DialogRecord?,
        now: Int64
    ) throws(WebhookProblem) {
        do {
            record = try load(key.name) ?? DialogRecord(key: key, party: party)
        } catch {
            throw .unavailable(error.description)
        }
        self.binding = binding
        self.now = now
    }

    var knowsTheUser: Bool { record.dialog.party != nil }

    mutating func run(_ accept: (inout DialogRecord) throws(DamagedRecord) -> Acceptance) throws(WebhookProblem)
        -> Acceptance
    {
        do {
            let known = record.outbox.last?.number ?? 0
            let acceptance = try accept(&record)
            try collect(after: known, condition: nil)
            return acceptance
        } catch {
            throw .unavailable("\(error)")
        }
    }

    private mutating func collect(after known: Int64, condition: String?) throws(DamagedRecord) {
        for item in record.outbox where item.number > known {
            let call = try item.call()
            let request = OutboundRequest(call.call, of: (record.key.userID, record.dialog.party), binding)
            requests.append(PlannedRequest(request: request, condition: condition))
            if case .liveTex(.checkOperators) = call.call {
                // What follows depends on the answer; this is what the common one leads to.
                let group = OperatorGroup(id: "{id of the first group}")
                let last = record.outbox.last?.number ?? known
                try record.finish(call, .checked(group, online: true), binding.rules, now: now)
                try collect(after: last, condition: "if an operator of the first group is online")
            }
        }
    }
}
