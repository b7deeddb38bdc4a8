import Dialog
import Testing

/// One case of the state table: an event in a state, and all that must come of it.
struct Row: Sendable, CustomTestStringConvertible {
    let state: State
    let name: String
    let event: Event
    let next: Next
    /// What happens, in order, as `Decision.effects` writes it.
    let effects: [String]
    /// What the sender of the event is told.
    let reply: Reply
    /// What is different in the dialog before the event.
    let before: @Sendable (inout Dialog) -> Void
    /// What changes in the dialog besides the phase and the open flag.
    let change: @Sendable (inout Dialog) -> Void
    let now: Int64

    init(
        _ state: State, _ name: String, _ event: Event, _ next: Next, _ effects: [String] = [],
        reply: Reply = .accepted, now: Int64 = Sample.now,
        change: @escaping @Sendable (inout Dialog) -> Void = { _ in },
        before: @escaping @Sendable (inout Dialog) -> Void = { _ in }
    ) {
        self.state = state
        self.name = name
        self.event = event
        self.next = next
        self.effects = effects
        self.reply = reply
        self.before = before
        self.change = change
        self.now = now
    }

    var testDescription: String { "\(state.rawValue) | \(name)" }

    /// The phase and the open flag after the event.
    enum Next: Sendable {
        case same
        case sameOpen
        case sameNotOpen
        /// Those of a state.
        case like(State)
        case phase(Phase, isOpen: Bool)
    }

    /// The dialog before the event.
    var dialog: Dialog {
        var dialog = state.dialog
        before(&dialog)
        return dialog
    }

    /// The whole dialog after the event.
    var expected: Dialog {
        var dialog = state.dialog
        switch next {
        case .same: break
        case .sameOpen: dialog.isOpen = true
        case .sameNotOpen: dialog.isOpen = false
        case .like(let state): (dialog.phase, dialog.isOpen) = (state.dialog.phase, state.dialog.isOpen)
        case .phase(let phase, let isOpen): (dialog.phase, dialog.isOpen) = (phase, isOpen)
        }
        change(&dialog)
        if case .liveTex(let webhook) = event, let time = webhook.timestamp {
            dialog.liveTexTime = max(time, dialog.liveTexTime ?? time)
        }
        return dialog
    }
}

/// A row of the table in docs/platform-contract.md, by its first two cells, with the cases that prove it.
struct PageRow: Sendable, CustomTestStringConvertible {
    let phases: String
    let event: String
    let rows: [Row]

    init(_ phases: String, _ event: String, _ rows: [Row]) {
        self.phases = phases
        self.event = event
        self.rows = rows
    }

    var testDescription: String { "\(phases) | \(event)" }

    /// All rows. Their order need not be the page's.
    static let table = platform + liveTex + calls
}
