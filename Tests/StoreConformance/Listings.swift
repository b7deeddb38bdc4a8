// Due times, and all records page by page.

import Dialog
import Record
import Store
import Testing

extension StoreConformance {
    static let dueTimes = [
        StoreConformance("lists due dialogs by rising time") { subject in
            let store = try subject.open()
            for (lead, time) in [(1, 5_000), (2, 3_000), (3, 9_000), (4, 4_000)] as [(Int, Int64)] {
                try store.say("a", to: key(lead))
                try store.update(key(lead), party: nil) { (record) throws(DamagedRecord) in
                    try record.postpone(1, until: time, isInDoubt: false)
                }
            }
            try store.say("a", to: key(5))
            try store.deliverAll(key(5))
            func leads(until time: Int64, limit: Int = .max) throws -> [Int] {
                try store.due(until: time, limit: limit).map { due in (1...5).first { key($0).name == due.name } ?? 0 }
            }
            #expect(try leads(until: .max) == [2, 4, 1, 3])
            #expect(try store.due(until: .max, limit: .max).map(\.due) == [3_000, 4_000, 5_000, 9_000])
            #expect(try leads(until: 5_000) == [2, 4, 1])
            #expect(try leads(until: 4_999) == [2, 4])
            #expect(try leads(until: .max, limit: 2) == [2, 4])
            #expect(try leads(until: 0).isEmpty)
        },
        StoreConformance("changes the due time with the record") { subject in
            let store = try subject.open()
            try store.say("a")
            #expect(try store.due(until: .max, limit: .max).map(\.due) == [0])
            try store.update(key(1), party: nil) { (record) throws(DamagedRecord) in
                try record.postpone(1, until: 123_456, isInDoubt: false)
            }
            #expect(try store.due(until: .max, limit: .max).map(\.due) == [123_456])
            #expect(try !store.lacksDue(key(1).name))
            try store.deliverAll()
            #expect(try store.due(until: .max, limit: .max).isEmpty)
            #expect(try !store.lacksDue(key(1).name))
            for name in [key(1).name, key(2).name] { try store.refreshDue(name) }
            #expect(try store.due(until: .max, limit: .max).isEmpty)
        },
        StoreConformance("tells by its token whether anything has happened") { subject in
            let store = try subject.open()
            try store.say("a")
            func token() throws -> ChangeToken? {
                let due = try store.due(until: .max, limit: .max)
                return due.first?.token
            }
            for text in ["b", "c"] {
                // A store may give other tokens for a while after a change.
                subject.clock.sleep(100)
                let before = try token()
                #expect(try token() == before)
                #expect(try subject.open().due(until: .max, limit: .max).first?.token == before)
                try store.say(text)
                #expect(try token() != before)
            }
        },
        StoreConformance("tells of a change where it has a feed") { subject in
            let store = try subject.open()
            guard let feed = store.changeFeed() else { return }
            _ = feed.changes()
            try subject.open().say("a")
            #expect(feed.changes() == [key(1).name])
            #expect(feed.changes() == [])
        },
        StoreConformance("finds what it may have lost once") { subject in
            let store = try subject.open()
            try store.say("a")
            _ = try store.recoverDue(while: { true }, report: { error, _ in Issue.record("\(error)") })
            #expect(try !store.recoverDue(while: { true }, report: { _, _ in }))
            #expect(try store.due(until: .max, limit: .max).count == 1)
        },
    ]

    static let pages = [
        StoreConformance("reads all records in pages") { subject in
            let store = try subject.open()
            #expect(try store.records(after: nil, limit: 10).records.isEmpty)
            for lead in 1...25 { try store.say("a", to: key(lead)) }
            for limit in [1, 7, 25, 100] {
                var names: [DialogName] = []
                var place: DialogName?
                repeat {
                    let page = try store.records(after: place, limit: limit)
                    #expect(page.records.count <= limit && page.problems.isEmpty)
                    names += page.records.map(\.record.key.name)
                    place = page.next
                } while place != nil
                #expect(names == (1...25).map { key($0).name }.sorted())
            }
            for stored in try store.records(after: nil, limit: 100).records {
                #expect(try store.version(of: stored.record.key.name) == stored.version)
            }
        },
        StoreConformance("reads what stays while others come and go") { subject in
            let store = try subject.open()
            for lead in 1...40 { try store.say("a", to: key(lead)) }
            var read: [DialogName] = []
            var next = 100
            try store.forEachRecord(pageSize: 6, problem: { Issue.record("\($0)") }) { (stored) throws(StoreError) in
                read.append(stored.record.key.name)
                guard read.count % 3 == 0 else { return }
                next += 1
                try storing {
                    try store.say("a", to: key(next))
                    // Of the first forty, the odd ones stay.
                    let gone = key((next - 100) * 2)
                    if let version = try store.version(of: gone.name) { _ = try store.remove(gone, ifStill: version) }
                }
            }
            #expect(read == read.sorted() && Set(read).count == read.count)
            #expect(Set(read).isSuperset(of: stride(from: 1, to: 40, by: 2).map { key($0).name }))
        },
    ]
}

/// An error inside a body whose errors are the store's own.
private func storing(_ body: () throws -> Void) throws(StoreError) {
    do {
        try body()
    } catch let error as StoreError {
        throw error
    } catch {
        Issue.record("\(error)")
    }
}
