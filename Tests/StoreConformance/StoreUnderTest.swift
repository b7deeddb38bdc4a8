import Cryptography
import Dialog
import POSIX
import Record
import Store

/// A new store, as each check of ``StoreConformance`` gets one.
public struct StoreUnderTest: Sendable {
    /// Opens the store once more, as another program does.
    public let open: @Sendable () throws -> any Store
    /// The clock of all of them.
    public let clock: ShiftedClock

    /// A store that is opened by a closure.
    public init(clock: ShiftedClock, open: @escaping @Sendable () throws -> any Store) {
        self.clock = clock
        self.open = open
    }
}

/// The machine's clocks, which a test can set forward.
public final class ShiftedClock: TimeSource, @unchecked Sendable {
    private var shift: Int64 = 0

    /// The machine's clocks as they are.
    public init() {}

    /// Lets time pass at once. No other thread may use the clock meanwhile.
    public func pass(_ milliseconds: Int64) { shift += milliseconds }

    /// Milliseconds since 1970.
    public func wall() -> Int64 { Clock.wall() + shift }
    /// Milliseconds that only grow.
    public func monotonic() -> Int64 { Clock.monotonic() + shift }
    /// Waits so many milliseconds.
    public func sleep(_ milliseconds: Int64) { Clock.sleep(milliseconds: milliseconds) }
}

// MARK: - What happens in the checks

/// When the checks begin, in milliseconds since 1970: receipts that are much older may be forgotten.
let start = Clock.wall()

let rules = DialogRules(binding: "support", botHeader: "B", leadHeader: "L")

func key(_ lead: Int, binding: String = "support") -> DialogKey {
    DialogKey(binding: binding, userID: "49:\(lead)")
}

extension Store {
    /// A lead writes; the text is the event's id as well.
    @discardableResult
    func say(_ text: String, to key: DialogKey = key(1), now: Int64 = start) throws -> Acceptance {
        try happen(.message(.lead, Message(text: text)), text, to: key, now: now)
    }

    @discardableResult
    func happen(_ kind: PlatformEvent.Kind, _ id: String, to key: DialogKey = key(1), now: Int64 = start) throws
        -> Acceptance
    {
        let party = Party(botID: 49, leadID: 1, channel: "telegram")
        return try update(key, party: party) { (record) throws(DamagedRecord) in
            try record.accept(
                PlatformEvent(id: id, party: party, kind: kind), body: Digest128(of: id), rules, now: now)
        }
    }

    /// Every call of a dialog arrives.
    func deliverAll(_ key: DialogKey = key(1), now: Int64 = start) throws {
        try update(key, party: nil) { (record) throws(DamagedRecord) in
            for item in record.outbox { try record.finish(item.call(), .delivered(messageID: "m"), rules, now: now) }
        }
    }

    func record(_ key: DialogKey = key(1)) throws -> DialogRecord? { try load(key.name)?.record }
}

extension DialogRecord {
    /// The texts that wait for LiveTex, without headers.
    var texts: [String] {
        get throws {
            try outbox.map { item in
                guard case .liveTex(.sendText(let text)) = try item.call().call else { return "?" }
                return String(text.dropFirst(2))
            }
        }
    }
}
