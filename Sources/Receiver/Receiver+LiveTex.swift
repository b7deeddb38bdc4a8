// Webhooks of LiveTex. LiveTex repeats a webhook for a day until the reply is exactly 200. So the reply is 200 for all that
// must not come again, and 503 only where a repetition helps.

import ChannelBundle
import Cryptography
import Dialog
import JSON
import LiveTex
import Record
import Store

extension Receiver {
    func handleLiveTex(_ request: WebhookRequest, _ binding: Binding) throws(WebhookProblem) -> Outcome {
        let authentication = authentication(of: binding)
        let remarks = Remarks()
        let body: JSON
        do {
            body = try JSON(webhook: request.body, remarks)
        } catch {
            try authentication.checkLiveTex(unreadable: request.body, error)
            // The path of any other error may contain a part of a person's text.
            let place = error.isLimit ? error.path.map { "\($0): " } ?? "" : ""
            return try keep(request.body, binding, reason: "the body cannot be read: \(place)\(error.message)")
        }
        // LiveTex documents one notification per request. A list is read as well.
        let notifications = body.array ?? [body]
        try authentication.checkLiveTex(notifications)
        guard request.body.count <= WebhookRequest.maximumBody else {
            let reason = "the webhook is larger than \(WebhookRequest.maximumBody) bytes"
            return try keep(request.body, binding, reason: reason)
        }
        var outcome = Outcome(reply: WebhookReply(status: 200, body: ["status": "ignored"]))
        for notification in notifications {
            let single = try take(notification, request, binding, remarks)
            outcome = Outcome(
                reply: single.reply, hasWork: outcome.hasWork || single.hasWork, fields: single.fields,
                level: single.level)
        }
        outcome.remarks = remarks.all.map(\.message)
        return outcome
    }

    private func take(
        _ notification: JSON, _ request: WebhookRequest, _ binding: Binding, _ remarks: Remarks
    ) throws(WebhookProblem) -> Outcome {
        let webhook: LiveTexWebhook
        do {
            webhook = try LiveTexWebhook(notification, remarks)
        } catch {
            return try keep(notification.bytes(), binding, reason: error.message)
        }
        guard let userID = webhook.userID, !webhook.isIrrelevant else {
            return answer("ignored", webhook, ["reason": "irrelevant_type"])
        }
        let key = DialogKey(binding: binding.id, userID: userID)
        let intake = try takeIn(store(), key, Party(userID: userID)) { (record) throws(DamagedRecord) -> Acceptance? in
            // The lead of a hashed id is known only from a record.
            if record.dialog.party == nil { return nil }
            return try record.accept(
                webhook.event, type: webhook.type, body: Digest128(of: request.body), binding.rules, now: clock.wall())
        }
        switch intake.answer {
        case nil: return answer("unknown_user", webhook, intake.fields)
        case .full(let calls, let bytes): throw .full(key, calls: calls, bytes: bytes)
        case .handled(_, isDuplicate: true): return answer("duplicate", webhook, intake.fields, hasWork: true)
        default: return answer("accepted", webhook, intake.fields, hasWork: true)
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

    /// Keeps an authentic notification that cannot be read as a dead letter, for a person. Sent again it could not be read
    /// either. Its secrets are masked: the store holds none.
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
