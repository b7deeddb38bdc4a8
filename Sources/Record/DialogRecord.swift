import Cryptography
import Dialog
import JSON

/// All that is stored of one dialog: its state, the events it has handled, and its outbox.
///
/// The three are changed together and committed in one write. That is the whole trick: when a webhook is answered, its
/// effects are queued and its id is remembered, or nothing has happened.
public struct DialogRecord: Sendable {
    public let key: DialogKey
    public private(set) var dialog: Dialog
    package private(set) var calls = Outbox()
    /// When the record changed last, in milliseconds since 1970; 0 for a new one.
    public private(set) var changed: Int64 = 0
    private var receipts: [StoredReceipt] = []
    /// Finds the receipts that were not read, where the record is an excerpt.
    private var unreadReceipts: RecordExcerpt.ReceiptSearch?
    /// What has changed since the record was read.
    package private(set) var entries: [Entry] = []
    private var storedState: ArraySlice<UInt8> = []
    private var storedMarks: Marks?

    /// A dialog of which nothing is stored.
    public init(key: DialogKey, party: Party?) {
        self.key = key
        dialog = Dialog(party: party)
        entries = [.identity(key)]
    }

    /// A dialog as the content of one commit tells.
    public init(entries content: [UInt8]) throws(DamagedRecord) {
        try self.init(reading: [content[...]])
    }

    /// A dialog as its stored entries tell.
    package init(reading input: [ArraySlice<UInt8>]) throws(DamagedRecord) {
        var readers = input.map { ByteReader($0) }
        guard !readers.isEmpty, case .identity(let key) = try Entry.decode(&readers[0]) else {
            throw DamagedRecord("the record does not begin with its key")
        }
        self.key = key
        dialog = Dialog()
        for index in readers.indices {
            while !readers[index].isAtEnd { try apply(try Entry.decode(&readers[index])) }
        }
        try restoreState()
    }

    /// A dialog as an excerpt tells: all that a new event needs, while the events and calls of before stay unread.
    package init(_ excerpt: RecordExcerpt, receipts search: @escaping RecordExcerpt.ReceiptSearch) throws(DamagedRecord) {
        key = excerpt.key
        dialog = Dialog()
        try apply(.state(excerpt.state))
        try apply(.marks(excerpt.marks))
        calls = Outbox(behind: excerpt.fronts, end: excerpt.marks.nextCall)
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
            dialog.liveTexTime = marks.liveTexTime
            dialog.lastMessageID = marks.lastMessageID
            dialog.nextCall = marks.nextCall
        case .receipt(let receipt): receipts.append(receipt)
        case .queued(let item): calls.put(item)
        case .delivery(let number, let delivery): _ = calls.setDelivery(delivery, of: number)
        case .removed(let number): _ = calls.remove(number)
        }
    }

    /// The calls that are still to be made, by rising number.
    public var outbox: [QueueItem] { calls.all }

    /// Whether something was asked that an excerpt cannot answer: then all that came of it is worth nothing.
    package var needsTheWhole: Bool { calls.hasMissed }

    /// What the next event needs of the record.
    package var excerpt: RecordExcerpt { RecordExcerpt(key: key, state: storedState, marks: marks, fronts: calls.fronts) }

    /// The fewest entries that give this record again.
    ///
    /// - Parameter now: receipts that are older than their lifetime by then are left out.
    package func snapshot(now: Int64) -> [Entry] {
        var snapshot: [Entry] = [.identity(key), .state(dialog.stored.bytes()[...]), .marks(marks)]
        snapshot += receipts.filter { $0.time > now - Receipt.lifetime }.map { .receipt($0) }
        for item in outbox {
            snapshot.append(.queued(item))
            if item.delivery != Delivery() { snapshot.append(.delivery(item.number, item.delivery)) }
        }
        return snapshot
    }

    /// Whose dialog it is and its attributes: what is left of a dialog that is over.
    package var bare: [Entry] {
        var dialog = Dialog(party: dialog.party)
        dialog.attributes = self.dialog.attributes
        let marks = Marks(liveTexTime: nil, lastMessageID: nil, nextCall: dialog.nextCall, changed: changed)
        return [.identity(key), .state(dialog.stored.bytes()[...]), .marks(marks)]
    }

    /// Whether nothing else is left of it.
    package var isBare: Bool { receipts.isEmpty && dialog.lastMessageID == nil && dialog.liveTexTime == nil }

    private var marks: Marks {
        Marks(
            liveTexTime: dialog.liveTexTime, lastMessageID: dialog.lastMessageID, nextCall: dialog.nextCall,
            changed: changed)
    }
}

// MARK: - Changes

extension DialogRecord {
    /// The receipt of an event, if it was handled. Of several the last counts: an answer may have been completed.
    func receipt(_ key: Digest128) throws(DamagedRecord) -> Receipt? {
        if let stored = receipts.last(where: { $0.key == key }) { return try stored.decode() }
        return try unreadReceipts?(key)?.decode()
    }

    /// Whether there is anything to store: a key alone is nothing.
    package var hasChanges: Bool {
        entries.contains { entry in
            if case .identity = entry { false } else { true }
        }
    }

    /// Gives up what would have been stored.
    package mutating func forgetChanges() { entries = [] }

    mutating func remember(_ receipt: Receipt) {
        let stored = StoredReceipt(receipt)
        receipts.append(stored)
        entries.append(.receipt(stored))
    }

    /// Lets an event happen to the dialog and takes down what it comes to. An invalid event changes nothing.
    mutating func happen(_ event: Event, _ rules: DialogRules, now: Int64) throws(DamagedRecord) -> Reply {
        var next = dialog
        let decision = reduce(&next, event, rules, now: now)
        if case .invalid = decision.reply { return decision.reply }
        dialog = next
        for number in decision.dropped { remove(number) }
        for call in decision.replaced { enqueue(call) }
        for call in decision.calls { enqueue(call) }
        if let settled = decision.settled { try settle(settled.request, settled.outcome) }
        touch(now: now)
        return decision.reply
    }

    /// Completes the answer to a transfer's request.
    mutating func settle(_ request: String, _ outcome: TransferOutcome) throws(DamagedRecord) {
        guard var receipt = try receipt(Receipt.key(platformEvent: request)) else { return }
        receipt.answer = .outcome(outcome)
        remember(receipt)
    }

    /// Takes down that the sender of a transfer's request was told `pending`: the outcome will be an event.
    mutating func sayPending(now: Int64) throws(DamagedRecord) {
        guard case .checking(var check) = dialog.phase, !check.pendingWasSaid else { return }
        check.pendingWasSaid = true
        dialog.phase = .checking(check)
        try settle(check.request, .pending)
        touch(now: now)
    }

    /// Takes down that a call has certainly not arrived.
    mutating func callDidNotArrive(_ number: Int64) {
        dialog.didNotArrive(number)
        touch(now: changed)
    }

    /// Takes down that nobody will ever learn whether a call has arrived: what LiveTex has behind the last confirmed
    /// message may be that call, so it says nothing of later ones any more.
    public mutating func loseTrack(now: Int64) {
        dialog.lastMessageID = nil
        touch(now: now)
    }

    mutating func setDelivery(_ delivery: Delivery, of number: Int64) {
        if calls.setDelivery(delivery, of: number) { entries.append(.delivery(number, delivery)) }
    }

    mutating func remove(_ number: Int64) {
        if calls.remove(number) { entries.append(.removed(number)) }
    }

    /// Moves all waiting times with a clock that was set back: otherwise a wait of a minute could become one of a year.
    ///
    /// The time of the last change tells how far: nothing that is waited for was written down later. So this comes before
    /// anything is written down by the new time; afterwards nothing tells how far.
    public mutating func followClock(now: Int64) {
        let shift = now - changed
        guard shift < -Self.clockSlack else { return }
        for var item in outbox {
            item.notBefore = max(0, item.notBefore + shift)
            item.delivery.firstAttempt = max(0, item.delivery.firstAttempt + shift)
            item.delivery.nextAttempt = max(0, item.delivery.nextAttempt + shift)
            item.delivery.troubledSince = max(0, item.delivery.troubledSince + shift)
            calls.put(item)
            entries.append(.queued(item))
            entries.append(.delivery(item.number, item.delivery))
        }
        switch dialog.phase {
        case .bot, .operator: break
        case .checking(var check):
            check.askedAt = max(0, check.askedAt + shift)
            dialog.phase = .checking(check)
        case .waiting(var transfer):
            transfer.deadline = transfer.deadline.map { max(0, $0 + shift) }
            dialog.phase = .waiting(transfer)
        }
        touch(now: now)
    }

    /// Takes down that the record is of this time, in milliseconds since 1970: ``followClock(now:)`` goes by it.
    public mutating func noteTime(_ now: Int64) { touch(now: now) }

    /// How far two readings of the clock may differ without the clock having been set back, in milliseconds.
    public static let clockSlack: Int64 = 1_000

    /// Queues a call that no event asked for.
    mutating func append(_ call: Call, now: Int64) {
        enqueue(QueuedCall(number: dialog.nextCall, call: call))
        dialog.nextCall += 1
        touch(now: now)
    }

    mutating func enqueue(_ call: QueuedCall) {
        let item = QueueItem(call)
        calls.put(item)
        entries.append(.queued(item))
    }

    /// Takes down the state where it differs from what is stored.
    private mutating func touch(now: Int64) {
        let state = dialog.stored.bytes()[...]
        if state != storedState {
            storedState = state
            entries.append(.state(state))
        }
        changed = now
        if marks != storedMarks {
            storedMarks = marks
            entries.append(.marks(marks))
        }
    }
}
