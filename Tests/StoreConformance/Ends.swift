// The end of dialogs and calls: what is built on every store.

import Cryptography
import Dialog
import Record
import Store
import Testing

extension StoreConformance {
    static let ends = [
        StoreConformance("prunes what is over and has been quiet") { subject in
            let store = try subject.open()
            func prune(quietSince: Int64) throws -> Bool {
                try store.prune(try #require(try store.load(key(1).name)), quietSince: quietSince)
            }
            try store.say("a", now: start + 100)
            #expect(try !prune(quietSince: start + 1_000), "a call waits")
            try store.deliverAll(now: start + 200)
            #expect(try !prune(quietSince: start + 199), "it has changed since")
            let read = try #require(try store.load(key(1).name))
            try store.say("b", now: start + 150)
            try store.deliverAll(now: start + 150)
            #expect(try !store.prune(read, quietSince: start + 200), "it is not what was read")
            #expect(try prune(quietSince: start + 200))
            #expect(try store.load(key(1).name) == nil)
        },
        StoreConformance("keeps attributes when it prunes") { subject in
            let store = try subject.open()
            try store.happen(.attributes(.merge, ["order": 705]), "e1", now: start + 100)
            let stored = try #require(try store.load(key(1).name))
            #expect(try store.prune(stored, quietSince: start + 200))
            let bare = try #require(try store.load(key(1).name))
            #expect(bare.record.dialog.attributes == ["order": 705])
            #expect(bare.record.dialog.party == stored.record.dialog.party)
            #expect(bare.record.isBare && bare.version != stored.version)
            #expect(try !store.prune(bare, quietSince: start + 200), "nothing is left to remove")
            // The receipt is gone, and the dialog goes on.
            let again = try store.happen(.attributes(.merge, ["order": 706]), "e1", now: start + 300)
            #expect(again == .handled(.accepted, isDuplicate: false))
        },
        StoreConformance("sets a call aside once") { subject in
            let store = try subject.open()
            #expect(try store.setAside(1, of: key(1), rules, now: start + 2_000) == nil)
            for text in ["a", "b"] { try store.say(text) }
            let id = try #require(try store.setAside(1, of: key(1), rules, now: start + 2_000))
            #expect(id == "\(key(1).name)-1-\(start + 2_000)")
            #expect(try store.record()?.texts == ["b"])
            #expect(try store.deadLetter(id)?.content["in_doubt"] == false)
            #expect(try store.setAside(1, of: key(1), rules, now: start + 3_000) == nil)
            #expect(try store.deadLetters().map(\.id) == [id])
        },
        StoreConformance("sets a call aside that a courier is trying") { subject in
            let store = try subject.open()
            try store.say("a")
            // The courier begins the call between the two steps of the person's command, and then it arrives.
            for (isDelivered, isInDoubt) in [(false, true), (true, true)] {
                let racing = Racing(store: store) { store in
                    try store.update(key(1), party: nil) { (record) throws(DamagedRecord) in
                        guard let item = record.outbox.first else { return }
                        try record.begin(item.number, rules, now: start + 1_500)
                        if isDelivered { try record.finish(item.call(), .delivered(), rules, now: start + 1_500) }
                    }
                }
                let number = try #require(try store.record()?.outbox.first?.number)
                let id = try #require(try racing.setAside(number, of: key(1), rules, now: start + 2_000))
                #expect(try store.deadLetter(id)?.content["in_doubt"] == .bool(isInDoubt))
                #expect(try store.record()?.outbox.isEmpty == true)
                try store.say("b")
            }
        },
        StoreConformance("takes in no call for a full outbox") { subject in
            let store = try subject.open()
            let file = Attachment(kind: .file, url: "https://files.example.com/a", name: "a")
            let files = Array(repeating: file, count: DialogRecord.callLimit)
            try store.happen(.message(.lead, Message(text: "a", attachments: files)), "full")
            let full = try #require(try store.record())
            // An event may go beyond the limit, and the next one finds it full.
            #expect(full.outbox.count == DialogRecord.callLimit + 1)
            let bytes = full.outbox.reduce(0) { $0 + $1.encodedCall.count }
            #expect(
                try store.happen(.message(.lead, Message(text: "b")), "b")
                    == .full(calls: full.outbox.count, bytes: bytes))
            #expect(try store.record()?.outbox == full.outbox)
            // What needs no call is taken in, and what was taken in is known.
            #expect(
                try store.happen(.attributes(.merge, ["a": 1]), "c") == .handled(.accepted, isDuplicate: false))
            #expect(
                try store.happen(.message(.lead, Message(text: "a", attachments: files)), "full")
                    == .handled(.accepted, isDuplicate: true))
            try store.update(key(1), party: nil) { record in
                for item in full.outbox.prefix(2) { record.withdraw(item.number) }
            }
            #expect(
                try store.happen(.message(.lead, Message(text: "b")), "b") == .handled(.accepted, isDuplicate: false))
            let long = String(repeating: "x", count: DialogRecord.byteLimit)
            try store.update(key(1), party: nil) { (record) throws(DamagedRecord) in
                for item in record.outbox { record.withdraw(item.number) }
                record.requeue(.liveTex(.sendText(long)), now: start + 1_000)
            }
            let answer = try store.happen(.message(.lead, Message(text: "d")), "d")
            guard case .full(calls: 1, bytes: DialogRecord.byteLimit...) = answer else {
                Issue.record("\(answer)")
                return
            }
        },
        StoreConformance("requeues a letter once") { subject in
            let store = try subject.open()
            func requeue(_ id: String) throws {
                try store.update(key(1), party: nil) { (record) throws(DamagedRecord) in
                    try record.requeue(.liveTex(.sendText("L\nhello")), letter: id, now: start + 1_000)
                }
            }
            // Two persons at once, or one person after a crash between the commit and the letter's removal.
            for _ in 0..<2 { try requeue("a") }
            #expect(try store.record()?.texts == ["hello"])
            try requeue("b")
            #expect(try store.record()?.texts == ["hello", "hello"])
        },
        StoreConformance("tells a letter whose call still waits") { subject in
            let store = try subject.open()
            try store.say("a")
            var record = try #require(try store.record())
            let item = try #require(record.item(1))
            let letter = DeadLetter(item, of: key(1), reason: "refused", isInDoubt: false, now: start + 1_000)
            #expect(letter.isWaiting(in: record))
            record.withdraw(1)
            #expect(!letter.isWaiting(in: record))
        },
    ]
}
