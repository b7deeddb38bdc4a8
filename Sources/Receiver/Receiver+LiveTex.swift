// LiveTex's lane of the receiver. LiveTex repeats for a day what is not answered with exactly 200. So the answer is 200 for
// everything that must not come again, and 503 only where a repetition helps.

import ChannelBundle
import Cryptography
import Dialog
import JSON
import LiveTex
import Record
import Store

extension Receiver {
    func handleLiveTex(_ request: WebhookRequest, _ binding: Binding) throws(WebhookProblem) -> Outcome {
        let authentication = Authentication(binding: binding, now: clock.wall() / 1000)
        let body: (value: JSON, isRepaired: Bool)
        do {
            // LiveTex says nothing about how it cuts a text: half an emoji must not cost the message.
            body = try JSON.repairing(request.body)
        } catch {
            try authentication.checkLiveTex(unreadable: request.body, error)
            // In a body that is no JSON, what looks like a member's name may be part of a text.
            let place = error.isLimit ? error.path.map { "\($0): " } ?? "" : ""
            return try keep(request.body, binding, reason: "the body cannot be read: \(place)\(error.message)")
        }
        // One notification per request is documented; a list is read too.
        let notifications = body.value.array ?? [body.value]
        if notifications.isEmpty { try authentication.checkLiveTex(key: nil) }
        for notification in notifications {
            try authentication.checkLiveTex(key: LiveTexWebhook.webhookKey(in: notification))
        }
        var outcome = Outcome(reply: WebhookReply(status: 200, body: ["status": "ignored"]))
        for notification in notifications {
            let single = try take(notification, request, binding)
            outcome = Outcome(
                reply: single.reply, hasWork: outcome.hasWork || single.hasWork, fields: single.fields,
                level: single.level)
        }
        if body.isRepaired {
            outcome.level = max(outcome.level, .warning)
            let detail: JSON = "a text is not Unicode throughout; U+FFFD stands where it is not"
            outcome.fields.merge(["detail": detail]) { known, _ in known }
        }
        return outcome
    }

    private func take(_ notification: JSON, _ request: WebhookRequest, _ binding: Binding) throws(WebhookProblem)
        -> Outcome
    {
        let webhook: LiveTexWebhook
        do {
            webhook = try LiveTexWebhook(notification)
        } catch {
            return try keep(notification.bytes(), binding, reason: error.message)
        }
        guard let userID = webhook.userID, !webhook.isIrrelevant else {
            return answer("ignored", webhook, ["reason": "irrelevant_type"])
        }
        let key = DialogKey(binding: binding.id, userID: userID)
        let intake = try takeIn(store(), key, Party(userID: userID)) { (record) throws(DamagedRecord) -> Acceptance? in
            // No lead is known for a hashed id under which nothing is stored.
            if record.dialog.party == nil { return nil }
            return try record.accept(
                webhook.event, type: webhook.type, body: Digest128(of: request.body), binding.rules, now: clock.wall())
        }
        return switch intake.answer {
        case nil: answer("unknown_user", webhook, intake.fields)
        case .handled(_, isDuplicate: true): answer("duplicate", webhook, intake.fields, hasWork: true)
        default: answer("accepted", webhook, intake.fields, hasWork: true)
        }
    }

    private func answer(
        _ status: String, _ webhook: LiveTexWebhook, _ fields: [String: JSON?], hasWork: Bool = false
    ) -> Outcome {
        let isIgnored = status == "unknown_user" || status == "ignored"
        return Outcome(
            reply: WebhookReply(status: 200, body: ["status": .string(isIgnored ? "ignored" : status)]),
            hasWork: hasWork,
            fields: fields.merging([
                "event": .string(webhook.event.id), "type": .string(webhook.type), "outcome": .string(status),
            ]) { $1 },
            level: status == "unknown_user" ? .warning : .info)
    }

    /// An authentic notification that cannot be read is kept for a person; sent again it would be no better. Its secret
    /// is not kept: no file of the store holds one.
    private func keep(_ body: [UInt8], _ binding: Binding, reason: String) throws(WebhookProblem) -> Outcome {
        let mask = binding.secretMask
        let reason = mask(reason)
        let letter = DeadLetter(
            unreadable: mask(body), binding: binding.id, reason: reason, now: clock.wall())
        let store = try store()
        do { try store.keep(letter) } catch { throw .unavailable("\(error)") }
        return Outcome(
            reply: WebhookReply(status: 200, body: ["status": "ignored"]),
            fields: ["outcome": "dead_letter", "detail": .string(reason)], level: .error)
    }
}

extension LiveTexWebhook {
    var isIrrelevant: Bool {
        if case .irrelevant = event.kind { true } else { false }
    }
}
