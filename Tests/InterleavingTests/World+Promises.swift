// The promises that hold in every run.

import Dialog
import JSON
import LiveTex
import Platform

@testable import Record

extension World {
    /// A check that finds an operator leads to one selection, with the attributes that the platform has set.
    mutating func checkSelections(_ before: Dialog, _ new: [QueuedCall]) throws {
        for (place, call) in new.enumerated() {
            guard case .liveTex(.select(let selection)) = call.call else { continue }
            guard case .checking(let check) = before.phase else {
                throw Violation(description: "a group was selected without a check")
            }
            try promise(place == (before.isSilent ? 1 : 0), "selected after \(place) messages")
            if before.isSilent {
                let name = before.party?.name ?? "30400"
                let text = rules.leadHeader.isEmpty ? name : "\(rules.leadHeader)\n\(name)"
                ledger.expected[new[0].number] = ["user_id": .string(key.userID), "text": .string(text)]
                try promise(new[0].call == .liveTex(.sendText(text)), "the first line is \(new[0].call)")
            }
            ledger.selections[call.number] = check.request
            let expected = ledger.requested[check.request] ?? ledger.attributes
            try promise(
                selection.attributes == Members(expected), "selected with \(selection.attributes), not \(expected)")
            try promise(selection.group.id == "70001", "another group was selected")
        }
    }

    /// No word of an operator waits for a call to LiveTex.
    func checkWords(_ record: DialogRecord) throws {
        var isBlocked = false
        for item in record.outbox where item.lane == .platform {
            if let after = item.after, record.item(after) != nil { isBlocked = true }
            guard isBlocked, case .platform(let event) = try item.call().call else { continue }
            switch event.kind {
            case .operatorMessage, .operatorCommand:
                throw Violation(description: "the operator's word \(event.id) waits for LiveTex")
            case .notice, .transferResult, .dialogReturned: break
            }
        }
    }

    /// Operators' words that wait one after the other are in the order of LiveTex's times.
    func checkOrder(of message: String) throws {
        let waiting = record.outbox.filter { $0.lane == .platform }
        let isBlocked = waiting.contains { $0.after.flatMap { record.item($0) } != nil }
        let words = try waiting.map { try $0.timeOfWord() }
        let place = try waiting.firstIndex { item in
            guard case .platform(let event) = try item.call().call, case .operatorMessage(_, let word) = event.kind
            else {
                return false
            }
            return word.id == message
        }
        guard let place, let time = words[place], !isBlocked else { return }
        if place > 0, waiting[place - 1].delivery == Delivery(), let earlier = words[place - 1] {
            try promise(earlier <= time, "the word \(message) is behind a later one")
        }
        if place + 1 < waiting.count, let later = words[place + 1] {
            try promise(later > time, "the word \(message) is before an earlier one")
        }
    }

    /// All events that came in, or the first ones, come in again twice: nothing changes.
    mutating func checkReplay(count: Int) throws {
        let (dialog, outbox) = (record.dialog, record.outbox)
        var copy = record
        for _ in 0..<2 {
            for inbound in ledger.inbound.prefix(count) {
                guard case .handled(_, let isDuplicate) = try inbound.again(&copy, now) else {
                    throw Violation(description: "a repeated event was refused")
                }
                try promise(isDuplicate == inbound.leavesReceipt, "a repeated event was not recognised")
            }
        }
        try promise(copy.dialog == dialog && copy.outbox == outbox, "repeated events have an effect")
    }

    /// After everything is delivered nothing is lost, nothing came twice, and the platform knows the phase.
    func checkWhatIsDone() throws {
        for (number, call) in ledger.queued {
            let isGone = ledger.finished.contains(number) || ledger.dropped.contains(number)
            try promise(isGone, "#\(number) \(call.call) was lost")
        }
        try checkLiveTex()
        try checkPlatform()
        try checkTransfers()
    }

    private func checkLiveTex() throws {
        let numbers = liveTex.messages.map(\.call)
        try promise(zip(numbers, numbers.dropFirst()).allSatisfy { $0 < $1 }, "LiveTex got \(numbers)")
        for (number, body) in ledger.expected where !ledger.refused.contains(number) {
            let entry = liveTex.messages.first { $0.call == number }
            try promise(entry?.body == body, "LiveTex did not get \(body.text())")
        }
        for number in liveTex.messages.map(\.call) where ledger.expected[number] == nil {
            guard case .liveTex(.sendText(let text)) = ledger.queued[number]?.call, text == rules.notices[.cancelled]
            else {
                throw Violation(description: "LiveTex got a message that was never sent")
            }
        }
        try promise(!liveTex.messages.contains { $0.body.text().contains("тайна") }, "an excluded lead was mirrored")
        for (call, body) in liveTex.selections {
            guard case .liveTex(.select(let selection)) = ledger.queued[call]?.call else { continue }
            let attributes =
                selection.attributes.isEmpty ? nil : JSON.object(selection.attributes.mapValues { .string($0) })
            try promise(body["attributes"] == attributes, "LiveTex got \(body.text())")
        }
    }

    private func checkPlatform() throws {
        try promise(
            zip(ledger.shown, ledger.shown.dropFirst()).allSatisfy { $0 < $1 }, "events came as \(ledger.shown)")
        let messages = platform.events("operator.message").compactMap { $0["data"]?["message"]?["id"]?.string }
        let refused = Set(
            ledger.refused.compactMap { number -> String? in
                guard case .platform(let call) = ledger.queued[number]?.call,
                    case .operatorMessage(_, let message) = call.kind
                else { return nil }
                return message.id
            })
        // A refused message may have arrived earlier with its answer lost.
        let certain = messages.filter { !refused.contains($0) }
        try promise(
            certain.sorted() == ledger.relayed.filter { !refused.contains($0) }.sorted(),
            "relayed \(messages), not \(ledger.relayed)")
        for event in platform.events {
            try promise(
                event.text().firstRange(of: "сообщение") == nil && event.text().firstRange(of: "script_") == nil,
                "the platform hears itself: \(event.text())")
        }
    }

    private func checkTransfers() throws {
        let results = platform.events("transfer.result")
        let announced = platform.events("notice").filter { $0["data"]?["kind"] == "transferred" }.compactMap {
            $0["id"]?.string
        }
        let selected = Set(liveTex.selections.compactMap { ledger.selections[$0.call] })
        for id in announced {
            let request = String(id.dropLast(":notice".count))
            let isSelected =
                selected.contains(request) || ledger.foundSelected.contains(request) || ledger.seen.contains(request)
            try promise(isSelected, "the failed transfer \(request) was announced")
        }
        let refused = Set(
            ledger.refused.compactMap { number in
                if case .platform(let call) = ledger.queued[number]?.call { call.id } else { nil }
            })
        for request in ledger.confirmed where !refused.contains("\(request):notice") {
            try promise(announced.contains("\(request):notice"), "the transfer \(request) was not announced")
        }
        for (request, reply) in platform.replies {
            let told = results.filter { $0["data"]?["request_id"]?.string == request }.compactMap {
                $0["data"]?["outcome"]?.string
            }
            switch reply {
            case .pending:
                let isEnded =
                    ledger.takenBack.contains(request)
                    || platform.events.contains {
                        ["\(request):timeout", "\(request):operator-timeout"].contains($0["id"]?.string)
                    }
                try promise(told.count == 1 || told.isEmpty && isEnded, "\(request) is pending, and then \(told)")
            case .transferred:
                try promise(told.isEmpty || told == ["failed"], "\(request) was transferred, and then \(told)")
            case .noOperators, .failed:
                try promise(told.isEmpty, "\(request) was \(reply), and then \(told)")
                try promise(!selected.contains(request), "\(request) was \(reply), and a group is selected")
            }
        }
        if let awaited = platform.awaited { throw Violation(description: "\(awaited) never got an answer") }
        let isTransferred = record.dialog.phase.promised != nil
        try promise(
            platform.view == (isTransferred ? .transferred : .bot),
            "the platform was told \(platform.view), and the phase is \(record.dialog.phase)")
    }

    /// The dialog can return to the bot, be transferred again, be answered and be closed.
    func checkNoDeadEnd() throws {
        do {
            var world = try World(copyOf: self)
            try world.drain()
            if world.record.dialog.phase != .bot { try world.cancel(by: "lead") }
            try world.drain()
            try promise(world.record.dialog.phase == .bot, "the dialog does not get back to the bot")
            try world.request(withAttributes: false)
            try world.drain()
            guard case .waiting(let transfer) = world.record.dialog.phase, transfer.progress == .succeeded else {
                throw Violation(description: "no transfer succeeds: \(world.record.dialog.phase)")
            }
            try promise(world.platform.view == .transferred, "the platform does not know of the transfer")
            try world.message("lead.message", header: world.rules.leadHeader, 1)
            try world.drain()
            try world.liveTex.reads(1)
            try world.drain()
            guard case .operator = world.record.dialog.phase else {
                throw Violation(description: "no operator can join")
            }
            try world.liveTex.closes(1)
            try world.drain()
            try promise(world.record.dialog.phase == .bot && !world.record.dialog.isOpen, "no operator can close")
            try promise(world.platform.view == .bot, "the platform does not know that the bot answers")
        } catch {
            throw Violation(description: "a dead end after \(record.dialog.phase): \(error)")
        }
    }
}
