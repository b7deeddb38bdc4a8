// LiveTex's side of the receiver. LiveTex repeats for a day whatever is not answered with exactly 200, so 200 is the
// answer for everything that must not come again, and 503 only where a repetition helps.

import ChannelBundle
import Cryptography
import Dialog
import DialogStore
import JSON
import LiveTex

extension WebhookHandler {
    func handleLiveTex(_ request: WebhookRequest, _ binding: Binding) throws(WebhookProblem) -> Outcome {
        let value: JSON
        do {
            value = try JSON(parsing: request.body)
        } catch {
            // The secret is in the body: what cannot be read cannot be authentic.
            throw .forbidden("the body cannot be read, so it has no webhook_key: \(error.message)")
        }
        // One notification per request is documented; a list would be read too.
        let notifications = value.array ?? [value]
        let authentication = Authentication(binding: binding, now: clock.wall() / 1000)
        if notifications.isEmpty { try authentication.checkLiveTex(key: nil) }
        for notification in notifications {
            try authentication.checkLiveTex(key: LiveTexWebhook.webhookKey(in: notification))
        }
        var outcome = Outcome(reply: WebhookReply(status: 200, body: ["status": "ignored"]))
        for notification in notifications {
            let single = try take(notification, request, binding)
            outcome = Outcome(reply: single.reply, hasWork: outcome.hasWork || single.hasWork, fields: single.fields, level: single.level)
        }
        return outcome
    }

    private func take(_ notification: JSON, _ request: WebhookRequest, _ binding: Binding) throws(WebhookProblem) -> Outcome {
        let webhook: LiveTexWebhook
        do {
            webhook = try LiveTexWebhook(notification)
        } catch {
            return try keep(notification, binding, reason: error.message)
        }
        guard let userID = webhook.userID, !webhook.isIrrelevant else {
            return answer("ignored", webhook, ["reason": "irrelevant_type"])
        }
        let key = DialogKey(binding: binding.id, userID: userID)
        let intake = try takeIn(store(), key, Party(userID: userID)) { (record) throws(DamagedRecord) -> Acceptance? in
            // A hashed id that nothing is stored under leads to nobody.
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
            reply: WebhookReply(status: 200, body: ["status": .string(isIgnored ? "ignored" : status)]), hasWork: hasWork,
            fields: fields.merging([
                "event": .string(webhook.event.id), "type": .string(webhook.type), "outcome": .string(status),
            ]) { $1 },
            level: status == "unknown_user" ? .warning : .info)
    }

    /// An authentic notification that cannot be read is kept for a person; sent again it would be no better. Its secret
    /// is not kept: no file of the store holds one.
    private func keep(_ notification: JSON, _ binding: Binding, reason: String) throws(WebhookProblem) -> Outcome {
        do {
            try keepUnreadable(binding.id, LiveTexWebhook.masked(notification).bytes(), reason)
        } catch {
            throw .unavailable("\(error)")
        }
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
