// Reading and changing one record.

import Cryptography
import Dialog
import Dispatch
import Record
import Store
import Testing

extension StoreConformance {
    static let records = [
        StoreConformance("gives back what was committed") { subject in
            let store = try subject.open()
            #expect(try store.record() == nil)
            for text in ["a", "b", "c"] { try store.say(text) }
            let record = try #require(try subject.open().record())
            #expect(try record.texts == ["a", "b", "c"])
            #expect(record.dialog.party?.channel == "telegram")
            #expect(try store.say("b") == .handled(.accepted, isDuplicate: true))
        },
        StoreConformance("stores nothing without a change") { subject in
            let store = try subject.open()
            try store.update(key(1), party: nil) { _ in }
            #expect(try store.load(key(1).name) == nil)
            try store.say("a")
            let version = try store.version(of: key(1).name)
            try store.say("a")
            #expect(try store.version(of: key(1).name) == version)
        },
        StoreConformance("stores nothing when the change throws") { subject in
            let store = try subject.open()
            func fail() throws {
                try store.update(key(1), party: nil) { (record) throws(DamagedRecord) in
                    record.requeue(.liveTex(.sendText("a")), now: 1)
                    throw DamagedRecord("on purpose")
                }
            }
            let error = #expect(throws: StoreError.self) { try fail() }
            #expect(error?.description.contains("on purpose") == true)
            #expect(try store.load(key(1).name) == nil)
            try store.say("a")
            #expect(throws: StoreError.self) { try fail() }
            #expect(try store.record()?.texts == ["a"])
            #expect(try store.say("b") == .handled(.accepted, isDuplicate: false))
        },
        StoreConformance("gives every value its own version") { subject in
            let store = try subject.open()
            #expect(try store.version(of: key(1).name) == nil)
            var versions: Set<RecordVersion> = []
            // The same dialog comes and goes, with the same bytes.
            for round in 1...3 {
                for text in ["a", "b", "c"] {
                    try store.say(text)
                    let loaded = try #require(try store.load(key(1).name))
                    #expect(try store.version(of: key(1).name) == loaded.version)
                    #expect(try subject.open().load(key(1).name)?.version == loaded.version)
                    versions.insert(loaded.version)
                }
                let version = try #require(try store.version(of: key(1).name))
                #expect(try store.remove(key(1), ifStill: version))
                #expect(versions.count == 3 * round)
            }
        },
        StoreConformance("reads without changing") { subject in
            let store = try subject.open()
            #expect(try store.read(key(1)) { _ in true } == nil)
            try store.happen(.transferRequest(attributes: nil), "t")
            let loaded = try #require(try store.load(key(1).name))
            let read = try #require(
                try store.read(key(1)) { (record) throws(DamagedRecord) in
                    try record.settledAnswer(toRequest: "t")
                })
            #expect(read.result == nil && read.version == loaded.version)
            #expect(throws: StoreError.self) {
                _ = try store.read(key(1)) { (_) throws(DamagedRecord) -> Bool in throw DamagedRecord("on purpose") }
            }
            #expect(try store.version(of: key(1).name) == loaded.version)
        },
    ]

    static let changes = [
        StoreConformance("loses no change of many writers") { subject in
            let (writers, changes) = (8, 20)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for writer in 0..<writers {
                    group.addTask {
                        let store = try subject.open()
                        for number in 0..<changes { try store.say("\(writer)-\(number)") }
                    }
                }
                try await group.waitForAll()
            }
            let record = try #require(try subject.open().record())
            let texts = try record.texts
            #expect(Set(texts).count == writers * changes)
            #expect(record.outbox.map(\.number) == Array(1...Int64(writers * changes)))
            for writer in 0..<writers {
                #expect(texts.filter { $0.hasPrefix("\(writer)-") } == (0..<changes).map { "\(writer)-\($0)" })
            }
        },
        StoreConformance("never dates a change before the last one") { subject in
            let store = try subject.open()
            // Two machines whose clocks differ by less than what counts as a clock that was set back.
            try store.say("a", now: 1_000_000)
            try store.say("b", now: 1_000_000 - DialogRecord.clockSlack)
            #expect(try store.record()?.changed == 1_000_000)
            try store.say("c", now: 1_000_000 - DialogRecord.clockSlack - 1)
            #expect(try store.record()?.changed == 1_000_000 - DialogRecord.clockSlack - 1)
        },
        StoreConformance("removes only the version that was read") { subject in
            let store = try subject.open()
            try store.say("a")
            let old = try #require(try store.version(of: key(1).name))
            try store.say("b")
            #expect(try !store.remove(key(1), ifStill: old))
            #expect(try store.record()?.texts == ["a", "b"])
            let new = try #require(try store.version(of: key(1).name))
            #expect(try store.remove(key(1), ifStill: new))
            #expect(try store.load(key(1).name) == nil)
            #expect(try store.due(until: .max, limit: .max).isEmpty)
            #expect(try !store.remove(key(1), ifStill: new))
        },
        StoreConformance("waits for a change and no longer") { subject in
            let store = try subject.open()
            let name = key(1).name
            try store.say("a")
            let old = try store.version(of: name)
            try store.say("b")
            func wait(_ version: RecordVersion?, _ name: DialogName = name, atMost milliseconds: Int64)
                -> Int64
            {
                let start = subject.clock.monotonic()
                store.waitForChange(of: name, after: version, atMost: milliseconds)
                return subject.clock.monotonic() - start
            }
            #expect(wait(old, atMost: 20_000) < 20_000, "it has changed already")
            #expect(wait(try store.version(of: name), atMost: 60) >= 60, "nothing changes")
            #expect(wait(nil, key(2).name, atMost: 60) >= 60, "nothing comes")
            for (name, text) in [(name, "c"), (key(3).name, "d")] {
                let version = try store.version(of: name)
                // On a thread of its own: all threads of the test runner may be busy.
                DispatchQueue.global().async {
                    subject.clock.sleep(50)
                    do {
                        try subject.open().say(text, to: name == key(3).name ? key(3) : key(1))
                    } catch {
                        Issue.record("\(error)")
                    }
                }
                // A store may return early, for example when it sees the beginning of a commit.
                let end = subject.clock.monotonic() + 20_000
                while try store.version(of: name) == version, subject.clock.monotonic() < end {
                    _ = wait(version, name, atMost: end - subject.clock.monotonic())
                }
                #expect(subject.clock.monotonic() < end, "the wait is longer than the change takes")
                #expect(try store.version(of: name) != version, "the wait ended without the change")
            }
        },
    ]
}
