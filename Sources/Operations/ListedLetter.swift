import Dialog
import JSON
import Record
import Store

/// A dead letter as a person on call sees it.
public struct ListedLetter: Sendable {
    private let letter: DeadLetter
    /// The short id by which people name it.
    public let shortID: String
    private let leadName: String?

    init(_ letter: DeadLetter, shortID: String, leadName: String?) {
        self.letter = letter
        self.shortID = shortID
        self.leadName = leadName
    }

    /// Why its content is missing; nil for a letter that can be read.
    public var problem: StoreError? { letter.problem }

    /// The columns of a list: short id, time, binding, kind, lead, and why it is there.
    public var row: [String] {
        if let problem { return [shortID, "-", "-", "-", "-", problem.description] }
        return [shortID, OperationsTime.text(letter.time), text("binding"), text("kind"), lead, text("reason")]
    }

    /// All of the letter, for people: a name and a text for each part.
    public var rows: [[String]] {
        let head = [["letter", "\(shortID)  \(letter.id)"]]
        if let problem { return head + [["problem", problem.description]] }
        let origin = [
            ["time", OperationsTime.text(letter.time)], ["binding", text("binding")], ["kind", text("kind")],
            ["reason", text("reason")],
        ]
        return head + origin + (letter.content["kind"] == "call" ? call : [["body", text("body")]])
    }

    private var call: [[String]] {
        let isInDoubt = letter.content["in_doubt"]?.bool == true
        let attempts = "\(letter.content["attempts"]?.int ?? 0)\(isInDoubt ? "; may have arrived" : "")"
        let words: String
        do {
            words = try letter.call()?.call.oneLine ?? "-"
        } catch {
            words = "\(error)"
        }
        return [["lead", lead], ["attempts", attempts], ["call", "\(text("lane"))  \(words)"]]
    }

    /// The user's id, and the lead's name if it is known.
    private var lead: String { "\(text("user_id"))\(leadName.map { "  \($0)" } ?? "")" }

    private func text(_ name: String) -> String { letter.content[name]?.string ?? "-" }

    /// The letter's whole content, and by what it is known.
    public var json: JSON {
        var members = letter.content.object ?? [:]
        members["id"] = .string(letter.id)
        members["short_id"] = .string(shortID)
        members["lead_name"] = leadName.map { .string($0) }
        members["problem"] = problem.map { .string($0.description) }
        return .object(members)
    }
}

/// The names of the leads of letters, as the dialogs' records have them now.
struct LeadNames {
    private let store: any Store
    private var known: [DialogKey: String?] = [:]

    init(_ store: any Store) { self.store = store }

    /// The lead's name; nil for a webhook, and where no record tells it.
    subscript(letter: DeadLetter) -> String? {
        mutating get {
            guard let key = letter.key else { return nil }
            if let name = known[key] { return name }
            // The name is decoration: a record that cannot be read is named by the commands that are about dialogs.
            let name = (try? store.read(key) { $0.dialog.party })?.result?.name
            known[key] = .some(name)
            return name
        }
    }
}
