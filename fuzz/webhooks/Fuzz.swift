// The libFuzzer target for webhook bodies. From any body both lanes read an event or an error that names a place. An
// accepted event goes through a dialog, and the dialog's calls can be written as requests. See fuzz/README.md.

import Cryptography
import Dialog
import JSON
import LiveTex
import Platform
import Record

private let rules = DialogRules(binding: "fuzz", botHeader: "B", leadHeader: "L")

/// Called by libFuzzer for each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: data, count: size))
    guard let (body, _) = try? JSON.repairing(bytes) else {
        _ = LiveTexWebhook.webhookKeys(inUnreadable: bytes)
        return 0
    }
    let again = try? JSON(parsing: body.bytes())
    precondition(again == body, "a value is not written as it was read")
    let digest = Digest128(of: bytes)
    if let event = try? PlatformEvent(body) {
        let key = DialogKey(binding: "fuzz", userID: event.party.userID)
        var record = DialogRecord(key: key, party: event.party)
        check(try? record.accept(event, body: digest, rules, now: 1), record)
        let repeated = try? record.accept(event, body: digest, rules, now: 2)
        if case .handled(_, isDuplicate: false) = repeated {
            // Only an event without a receipt is handled again, and such an event has no effect.
            precondition(record.outbox.isEmpty, "the same event had a second effect")
        }
    }
    if let webhook = try? LiveTexWebhook(body), let user = webhook.userID {
        var record = DialogRecord(key: DialogKey(binding: "fuzz", userID: user), party: Party(userID: user))
        check(try? record.accept(webhook.event, type: webhook.type, body: digest, rules, now: 1), record)
    }
    return 0
}

private func check(_ acceptance: Acceptance?, _ record: DialogRecord) {
    precondition(acceptance != nil, "a fresh record is damaged")
    for item in record.outbox {
        guard let call = try? item.call().call else { preconditionFailure("a queued call cannot be read back") }
        switch call {
        case .liveTex(let call): _ = LiveTexRequest(call, userID: record.key.userID)
        case .platform(let call):
            let body = PlatformEnvelope.body(call, party: record.dialog.party ?? Party(botID: 0, leadID: 0))
            precondition(EventID.isValid(body["id"]?.string ?? ""), "an event's id breaks the rule")
        }
    }
}
