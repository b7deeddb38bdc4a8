import Cryptography
import Dialog
import JSON

/// All that is stored of one dialog: its state, the receipts of handled events, and its outbox.
///
/// The three change together and are committed in one write. So an answered webhook has its calls in the outbox and its id
/// among the receipts, or it has no effect at all.
public struct DialogRecord: Sendable {
    /// Whose dialog it is.
    public let key: DialogKey
    /// The dialog's state.
    public internal(set) var dialog: Dialog
    package internal(set) var calls = Outbox()
    /// When the record changed last, in milliseconds since 1970; 0 for a new one.
    public internal(set) var changed: Int64 = 0
    /// How the times of the record relate to the machine's clock.
    var clock = RecordClock()
    private var receipts: [StoredReceipt] = []
    /// Finds the receipts that were not read; nil unless the record is an excerpt.
    private var unreadReceipts: RecordExcerpt.ReceiptSearch?
    /// What has changed since the record was read.
    package internal(set) var entries: [Entry] = []
    /// Whether ``entries`` replace all that was stored before.
    package private(set) var isRewritten = false
    private var storedState: ArraySlice<UInt8> = []
    var storedMarks: Marks?

    /// A dialog of which nothing is stored.
    public init(key: DialogKey, party: Party?) {
        self.key = key
        dialog = Dialog(party: party)
        entries = [.identity(key)]
    }

    /// The record that the content of one commit holds.
    public init(entries content: [UInt8]) throws(DamagedRecord) {
        try self.init(reading: [content[...]])
    }

    /// The record that the contents of its commits hold, in their order.
    package init(reading input: [ArraySlice<UInt8>]) throws(DamagedRecord) {
        var readers = input.map { ByteReader($0) }
        guard !readers.isEmpty, case .identity(let key) = try Entry.decode(&readers[0]) else {
            throw DamagedRecord("the record does not begin with its key")
        }
        self.key = key
        dialog = Dialog()
        try apply(&readers)
        try restoreState()
    }

    /// The record after further commits, as it was read.
    package func following(_ input: [ArraySlice<UInt8>]) throws(DamagedRecord) -> DialogRecord {
        var record = self
        var readers = input.map { ByteReader($0) }
        try record.apply(&readers)
        if !readers.isEmpty { try record.restoreState() }
        return record
    }

    private mutating func apply(_ readers: inout [ByteReader]) throws(DamagedRecord) {
        for index in readers.indices {
            while !readers[index].isAtEnd { try apply(try Entry.decode(&readers[index])) }
        }
    }

    /// A record that holds what a new event needs. Earlier events and calls stay unread.
    package init(_ excerpt: RecordExcerpt, receipts search: @escaping RecordExcerpt.ReceiptSearch)
        throws(DamagedRecord)
    {
        key = excerpt.key
        dialog = Dialog()
        try apply(.state(excerpt.state))
        try apply(.marks(excerpt.marks))
        calls = Outbox(after: excerpt.fronts, end: excerpt.marks.nextCall, load: excerpt.load)
        unreadReceipts = search
        try restoreState()
    }

    private mutating func restoreState() throws(DamagedRecord) {
        guard !storedState.isEmpty else { return }
        do {
            try dialog.restore(JSON(parsing: Array(storedState)))
        } catch {
            throw DamagedRecord("the state cannot be read: \(error)")
        }
    }

    private mutating func apply(_ entry: Entry) throws(DamagedRecord) {
        switch entry {
        case .identity: throw DamagedRecord("the record has two keys")
        case .state(let state): storedState = state
        case .marks(let marks):
            storedMarks = marks
            changed = marks.changed
            clock = marks.clock
            dialog.liveTexTime = marks.liveTexTime
            dialog.restoreMessages(last: marks.lastMessageID, unidentified: marks.unidentified)
            dialog.nextCall = marks.nextCall
        case .receipt(let receipt): receipts.append(receipt)
        case .queued(let item): calls.put(item)
        case .delivery(let number, let delivery): _ = calls.setDelivery(delivery, of: number)
        case .removed(let number): _ = calls.remove(number)
        }
    }

    /// The calls that have not been delivered, by rising number.
    public var outbox: [QueueItem] { calls.all }

    /// Whether something was asked that an excerpt cannot answer. Then the result is worthless and has to be computed again
    /// from the whole record.
    package var needsTheWhole: Bool { calls.hasMissed }

    /// What the next event needs of the record.
    package var excerpt: RecordExcerpt {
        RecordExcerpt(key: key, state: storedState, marks: marks, fronts: calls.fronts, load: calls.load)
    }

    /// About how long the snapshot's stored form is, in bytes. It costs much less than the snapshot.
    ///
    /// - Parameter now: milliseconds since 1970.
    package func snapshotSize(now: Int64) -> Int {
        var size = 100 + storedState.count + calls.load.bytes + calls.load.calls * Entry.callOverhead
        for receipt in receipts where isKept(receipt, now: now) {
            size += Entry.receiptOverhead + receipt.rest.count
        }
        return size
    }

    /// The fewest entries that give this record again.
    ///
    /// - Parameter now: milliseconds since 1970. Receipts that are older than their lifetime by then are left out.
    package func snapshot(now: Int64) -> [Entry] {
        var snapshot: [Entry] = [.identity(key), .state(dialog.stored.bytes()[...]), .marks(marks)]
        snapshot += receipts.filter { isKept($0, now: now) }.map { .receipt($0) }
        for item in outbox {
            snapshot.append(.queued(item))
            if item.delivery != Delivery() { snapshot.append(.delivery(item.number, item.delivery)) }
        }
        return snapshot
    }

    private func isKept(_ receipt: StoredReceipt, now: Int64) -> Bool {
        receipt.time > clock.receiptTime(now) &- Receipt.lifetime
    }

    private var marks: Marks {
        Marks(
            liveTexTime: dialog.liveTexTime, lastMessageID: dialog.lastMessageID, unidentified: dialog.unidentified,
            nextCall: dialog.nextCall, changed: changed, clock: clock)
    }
}

// MARK: - Changes

extension DialogRecord {
    /// The receipt of an event that was handled. The last of several counts: an answer may have been completed.
    func receipt(_ key: Digest128) throws(DamagedRecord) -> Receipt? {
        if let stored = receipts.last(where: { $0.key == key }) { return try stored.decode() }
        return try unreadReceipts?(key)?.decode()
    }

    /// Whether there is anything to store. A key alone is not worth storing.
    package var hasChanges: Bool {
        entries.contains { entry in
            if case .identity = entry { false } else { true }
        }
    }

    /// Discards what would have been stored.
    package mutating func forgetChanges() { entries = [] }

    mutating func remember(_ receipt: Receipt) {
        let stored = StoredReceipt(receipt)
        receipts.append(stored)
        entries.append(.receipt(stored))
    }

    /// Lets an event change the dialog and applies the decision. An invalid event changes nothing.
    mutating func happen(_ event: Event, _ rules: DialogRules, now: Int64) throws(DamagedRecord) -> Reply {
        let now = max(now, changed)
        var next = dialog
        let decision = reduce(&next, event, rules, now: now)
        if case .invalid = decision.reply { return decision.reply }
        dialog = next
        for number in decision.dropped { remove(number) }
        for move in decision.moved { self.move(move) }
        for call in decision.replaced { enqueue(call) }
        for call in decision.calls { enqueue(call) }
        for number in decision.belated { try letGoFirst(number) }
        if let settled = decision.settled { try settle(settled) }
        touch(now: now)
        return decision.reply
    }

    /// The rules for an event whose effect depends on none.
    var noRules: DialogRules { DialogRules(binding: key.binding, botHeader: "", leadHeader: "") }

    /// Completes the answer to a transfer's request.
    private mutating func settle(_ settlement: Settlement) throws(DamagedRecord) {
        guard var receipt = try receipt(Receipt.key(platformEvent: settlement.request)) else { return }
        receipt.answer = .outcome(settlement.outcome)
        remember(receipt)
    }

    mutating func setDelivery(_ delivery: Delivery, of number: Int64) {
        if calls.setDelivery(delivery, of: number) { entries.append(.delivery(number, delivery)) }
    }

    mutating func remove(_ number: Int64) {
        if calls.remove(number) { entries.append(.removed(number)) }
    }

    /// Queues a call that no event asked for.
    mutating func append(_ call: Call, now: Int64) {
        enqueue(QueuedCall(number: takeNumber(), call: call))
        touch(now: now)
    }

    /// The number of a new call.
    mutating func takeNumber() -> Int64 {
        defer { dialog.nextCall += 1 }
        return dialog.nextCall
    }

    private mutating func enqueue(_ call: QueuedCall) { enqueue(QueueItem(call)) }

    mutating func enqueue(_ item: QueueItem) {
        calls.put(item)
        entries.append(.queued(item))
    }

    /// Stores the state where it differs from what is stored.
    ///
    /// A change is never dated before the last one, so that two machines whose clocks differ do no harm.
    mutating func touch(now: Int64) {
        let state = dialog.stored.bytes()[...]
        if state != storedState {
            storedState = state
            entries.append(.state(state))
        }
        changed = max(now, changed)
        if marks != storedMarks {
            storedMarks = marks
            entries.append(.marks(marks))
        }
    }
}

// MARK: - The end of a dialog

extension DialogRecord {
    /// Whether the bot answers, nothing is open at LiveTex and no call waits.
    public var isOver: Bool { dialog.phase == .bot && !dialog.isOpen && calls.isEmpty }

    /// Whether nothing but the lead and the attributes is left.
    public var isBare: Bool {
        receipts.isEmpty && dialog.lastMessageID == nil && dialog.unidentified.isEmpty && dialog.liveTexTime == nil
    }

    /// Removes everything but the lead and the attributes.
    public mutating func cutDown() {
        var bare = Dialog(party: dialog.party)
        bare.attributes = dialog.attributes
        bare.nextCall = dialog.nextCall
        dialog = bare
        calls = Outbox()
        receipts = []
        unreadReceipts = nil
        storedState = dialog.stored.bytes()[...]
        storedMarks = marks
        entries = [.identity(key), .state(storedState), .marks(marks)]
        isRewritten = true
    }
}
