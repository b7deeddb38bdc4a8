// The platform's events and LiveTex's webhooks, as JSON, and what each must cause at once.

import Cryptography
import Dialog
import JSON
import LiveTex
import Platform
import Text

@testable import Record

extension World {
    private var time: String { Timestamp.text(milliseconds: now) }

    /// Sends an event of the platform and returns the answer and the new calls.
    private mutating func send(_ type: String, _ data: JSON, channel: String = "telegram", name: String? = "Иван")
        throws
        -> (id: String, answer: Receipt.Answer?, new: [QueuedCall])
    {
        ids += 1
        let id = "e\(ids)"
        let body: JSON = .members([
            "v": 1, "id": .string(id), "type": .string(type), "ts": .string(time), "bot_id": 49,
            "lead": .members(["id": 30400, "channel": .string(channel), "name": name.map { .string($0) }]),
            "data": data,
        ])
        let event = try PlatformEvent(body)
        let digest = Digest128(of: body.bytes())
        var acceptance: Acceptance?
        let new = try change { (record, rules, now) throws(DamagedRecord) in
            acceptance = try record.accept(event, body: digest, rules, now: now)
        }
        guard case .handled(let answer, isDuplicate: false) = acceptance else { return (id, nil, new) }
        let leavesReceipt = if case .ignored(let reason) = answer { reason.dependsOnState } else { true }
        ledger.inbound.append(
            Ledger.Inbound(
                again: { [rules] (record, now) throws(DamagedRecord) in
                    try record.accept(event, body: digest, rules, now: now)
                },
                leavesReceipt: leavesReceipt))
        return (id, answer, new)
    }

    /// The new calls must be exactly these, to LiveTex.
    private mutating func expect(_ bodies: [JSON], _ new: [QueuedCall]) throws {
        try promise(new.count == bodies.count, "\(new.count) calls for \(bodies.count)")
        for (call, body) in zip(new, bodies) {
            ledger.expected[call.number] = body
            guard case .liveTex(let liveTexCall) = call.call else {
                throw Violation(description: "an event of our own")
            }
            let request = LiveTexRequest(liveTexCall, userID: key.userID)
            try promise(request.body == body, "queued \(request.body?.text() ?? "-"), not \(body.text())")
        }
    }

    mutating func message(_ type: String, header: String, _ pick: Int) throws {
        let text = "сообщение \(ids)"
        let url = "https://f.example/\(ids).png"
        let hasText = pick % 4 != 2
        let hasFile = pick % 4 >= 2
        let channel = pick % 5 == 0 ? "Viber" : "telegram"
        let sent = try send(
            type,
            [
                "message": .members([
                    "id": "m", "text": hasText ? .string(text) : nil,
                    "attachments": hasFile ? [["kind": "image", "url": .string(url)]] : nil,
                ])
            ], channel: channel, name: pick % 7 == 0 ? "Пётр" : nil)
        var bodies: [JSON] = []
        let user = JSON.string(key.userID)
        if hasText { bodies.append(["user_id": user, "text": .string(header.isEmpty ? text : "\(header)\n\(text)")]) }
        if hasFile {
            bodies.append(
                .members([
                    "user_id": user, "url": .string(url), "file_name": .string("\(ids - 1).png"),
                    "comment": hasText || header.isEmpty ? nil : .string(header),
                ]))
        }
        try expect(bodies, sent.new)
    }

    mutating func menuChoice() throws {
        let code = "script_\(ids)"
        let sent = try send(
            "lead.menu_choice", ["message": ["id": "m"], "choice": ["code": "1", "script_code": .string(code)]])
        try expect([["user_id": .string(key.userID), "text": .string("\(rules.leadHeader)\n\(code)")]], sent.new)
    }

    private static let values: [(String, JSON, String?)] = [
        ("номер_заявки", 705, "705"), ("имя", "Test", "Test"), ("сумма", .double(1.5), "1.5"), ("срочно", true, "true"),
        ("номер_заявки", 706, "706"), ("имя", .null, nil), ("сумма", .double(2), "2"),
    ]

    mutating func setAttributes(_ pick: Int) throws {
        let (name, value, text) = Self.values[pick % Self.values.count]
        let replaces = pick % 5 == 0
        let sent = try send(
            "lead.attributes", ["mode": replaces ? "replace" : "merge", "attributes": .object([name: value])])
        try promise(sent.new.isEmpty, "attributes were sent before a transfer")
        if replaces { ledger.attributes = [:] }
        ledger.attributes[name] = text
    }

    mutating func request(withAttributes hasAttributes: Bool) throws {
        let wasBot = record.dialog.phase == .bot
        let sent = try send("transfer.request", hasAttributes ? ["attributes": ["особое": .int(Int64(ids))]] : [:])
        if hasAttributes { ledger.requested[sent.id] = ["особое": "\(ids - 1)"] }
        if wasBot {
            try promise(sent.answer == .awaiting, "a transfer was answered \(String(describing: sent.answer))")
            try promise(
                sent.new.map(\.call) == [.liveTex(.checkOperators)], "a transfer does not begin with a check alone")
            try promise(platform.awaited == nil, "the request \(platform.awaited ?? "") was never answered")
            platform.awaited = sent.id
        } else {
            try promise(sent.answer == .ignored(.alreadyTransferred), "a second transfer was not ignored")
            try promise(sent.new.isEmpty, "a second transfer has effects")
        }
    }

    mutating func cancel(by: String) throws {
        let leads = record.dialog.phase
        let unsent = try record.outbox.first { item in
            guard case .liveTex(.select) = try item.call().call else { return false }
            return !item.delivery.isInDoubt
        }
        let sent = try send("transfer.cancel", ["by": .string(by)])
        guard leads != .bot else {
            return try promise(sent.answer == .ignored(.notTransferred), "there was nothing to cancel")
        }
        try promise(sent.answer == .accepted && record.dialog.phase == .bot, "the dialog was not taken back")
        if case .checking(let check) = leads { ledger.takenBack.insert(check.request) }
        if let transfer = leads.promised { ledger.takenBack.insert(transfer.request) }
        if leads.promised != nil, let unsent {
            try promise(record.item(unsent.number) == nil, "operators get a conversation that was taken back before")
        }
        platform.hearCancelled(at: time)
    }

    mutating func excludedLead(_ pick: Int) throws {
        let types: [(String, JSON)] = [
            ("lead.message", ["message": ["id": "m", "text": "тайна"]]), ("transfer.request", [:]),
            ("transfer.cancel", ["by": "lead"]),
            ("lead.attributes", ["mode": "replace", "attributes": ["тайна": 1]]),
        ]
        let before = (record.dialog, record.outbox)
        let sent = try send(types[pick % 4].0, types[pick % 4].1, channel: "Umnico")
        try promise(
            sent.answer == .ignored(.excludedChannel),
            "an excluded lead was answered \(String(describing: sent.answer))")
        try promise(record.dialog == before.0 && record.outbox == before.1, "an excluded lead changed something")
    }

    mutating func unknownType() throws {
        let before = record.dialog
        let sent = try send("lead.dances", ["x": 1])
        try promise(sent.answer == .ignored(.unknownType) && record.dialog == before, "an unknown type has an effect")
    }

    mutating func replyTimesOut() throws {
        guard let request = platform.awaited else { return }
        var answer: Receipt.Answer?
        try change { (record, _, now) throws(DamagedRecord) in
            answer = try record.sayPending(request: request, now: now)
        }
        guard platform.awaited != nil else { return }
        guard case .outcome(let outcome) = answer else { throw Violation(description: "no outcome, not even pending") }
        try hear(outcome, to: request)
    }

    mutating func hear(_ outcome: TransferOutcome, to request: String) throws {
        platform.hear(outcome, to: request, at: time)
    }

    // MARK: - LiveTex's webhooks

    mutating func arriveAgain(_ pick: Int) throws {
        guard !ledger.webhooks.isEmpty else { return }
        let webhook = try LiveTexWebhook(ledger.webhooks[pick % ledger.webhooks.count])
        let before = (record.dialog, record.outbox)
        var acceptance: Acceptance?
        try change { (record, rules, now) throws(DamagedRecord) in
            acceptance = try record.accept(
                webhook.event, type: webhook.type, body: Digest128(of: "again"), rules, now: now)
        }
        guard case .handled(_, isDuplicate: true) = acceptance else {
            throw Violation(description: "\(webhook) is new again")
        }
        try promise(record.dialog == before.0 && record.outbox == before.1, "a repeated webhook has an effect")
    }

    mutating func arrive(_ body: JSON) throws {
        let webhook = try LiveTexWebhook(body)
        // The receiver answers 200 and changes nothing.
        if case .irrelevant = webhook.event.kind { return }
        let before = record.dialog
        let digest = Digest128(of: body.bytes())
        let accept = { [rules] (record: inout DialogRecord, now: Int64) throws(DamagedRecord) in
            try record.accept(webhook.event, type: webhook.type, body: digest, rules, now: now)
        }
        let new = try change { (record, _, now) throws(DamagedRecord) in _ = try accept(&record, now) }
        ledger.webhooks.append(body)
        ledger.inbound.append(Ledger.Inbound(again: accept, leavesReceipt: true))
        try check(webhook.event, before, new)
        ledger.time = max(ledger.time, webhook.event.timestamp ?? 0)
    }

    /// Checks what an event of LiveTex has caused. The rule is exact for an event that is not late by LiveTex's clock.
    private mutating func check(_ event: LiveTexEvent, _ before: Dialog, _ new: [QueuedCall]) throws {
        if event.isSign, let transfer = before.phase.promised,
            (event.timestamp ?? .max) >= (transfer.floor ?? .min)
        {
            ledger.seen.insert(transfer.request)
        }
        let told = new.compactMap { call in if case .platform(let event) = call.call { event.kind } else { nil } }
        let isInPlace = (event.timestamp ?? 0) > max(ledger.time, before.liveTexTime ?? 0)
        switch event.kind {
        case .message(let sender, let message):
            if message.text?.hasPrefix("/") == true || message.text?.hasPrefix(" /") == true {
                try promise(
                    told.count == 1 && record.dialog.phase.settled == before.phase.settled,
                    "a command did something else")
                guard case .operatorCommand = told.first else { throw Violation(description: "a command was lost") }
                return
            }
            guard case .operatorMessage(sender, message) = told.last else {
                throw Violation(description: "the message \(message.id) was not relayed")
            }
            ledger.relayed.append(message.id)
            try checkOrder(of: message.id)
            try promise(new.count == told.count, "an operator's message went to LiveTex")
            try checkSign(of: sender, isInPlace, before, Array(told.dropLast()))
        case .read(let reader): try checkSign(of: reader, isInPlace, before, told)
        case .closed(let closer):
            guard isInPlace, let transfer = before.phase.promised else { return }
            switch transfer.progress {
            case .queued,
                .started where transfer.wasOpen:
                return try promise(
                    told.isEmpty && record.dialog.phase.promised != nil, "the earlier end ended this transfer")
            case .started, .shown, .succeeded: break
            }
            ledger.takenBack.insert(transfer.request)
            try promise(
                record.dialog.phase == .bot && !record.dialog.isOpen, "the operator's end did not end the transfer")
            let text = NoticeTemplates.fill(rules.notices[.returnedToBot] ?? "", naming: closer)
            try promise(
                told == [
                    .notice(.returnedToBot, text: text, closer),
                    .dialogReturned(by: .operator, closer, Script(type: .return, code: rules.scripts[.return])),
                ], "the operator's end caused \(told)")
        case .hold(let text):
            try promise(
                told == [.notice(.system, text: text, nil)] && record.dialog.phase.settled == before.phase.settled,
                "\(told)")
        case .selectDestination:
            try promise(new.isEmpty, "\(new.count) calls for a group")
            try promise(
                (record.dialog.phase.promised?.reselectAt == nil) == (before.phase.promised == nil),
                "the question for a group has another effect")
        case .irrelevant: break
        }
    }

    /// One notice for each stint, and none outside a transfer.
    private func checkSign(of person: Operator?, _ isInPlace: Bool, _ before: Dialog, _ told: [PlatformCall.Kind])
        throws
    {
        guard let person, before.phase.promised != nil else {
            return try promise(told.isEmpty, "no operator joined, and \(told)")
        }
        let present: Operator? = if case .operator(let stint) = before.phase { stint.operator } else { nil }
        if present?.id == person.id { return try promise(told.isEmpty, "\(person.name) joined twice") }
        guard isInPlace else { return try promise(told.count <= 1, "\(told)") }
        let text = NoticeTemplates.fill(rules.notices[.operatorJoined] ?? "", naming: person)
        try promise(told == [.notice(.operatorJoined, text: text, person)], "\(person.name) joined, and \(told)")
        guard case .operator(let stint) = record.dialog.phase else {
            throw Violation(description: "no operator answers")
        }
        try promise(stint.operator == person, "\(stint.operator.name) answers, not \(person.name)")
    }
}

extension LiveTexEvent {
    /// Whether an operator has read or written.
    fileprivate var isSign: Bool {
        switch kind {
        case .message: true
        case .read(let reader): reader != nil
        default: false
        }
    }
}
