import JSON

/// Calls in a form that is the same whenever the same dialog is played.
///
/// Times are left out. Ids that the sandbox makes are numbered in the order in which they appear, and the sandbox's address has
/// a fixed name. Only calls with an effect count: messages, files and selections that LiveTex took, and events that the
/// platform took. How often a call was tried, and what was asked before, depends on the machine.
enum ReplayForm {
    /// The sandbox's address in a file.
    static let address = "http://sandbox"

    /// Whether a call had an effect.
    static func counts(_ entry: JournalEntry) -> Bool {
        switch entry.kind {
        case .liveTexCall:
            ["sendText", "sendFile", "selectDestination"].contains(entry.name)
                && (entry.outcome?.status == 200 || entry.note == "fault: \(Fault.Action.loseAnswer)")
        case .platformCall:
            (entry.outcome?.status == 200 && entry.outcome?.body["status"] == "accepted")
                || entry.note == "fault: \(Fault.Action.loseAnswer)"
        default: false
        }
    }

    /// The calls of one kind in a dialog, in order.
    static func calls(_ kind: JournalEntry.Kind, _ entries: [JournalEntry], url: String) -> [JSON] {
        var names: [String: String] = [:]
        return entries.filter { $0.kind == kind && counts($0) }.map { entry in
            ["name": .string(entry.name), "request": reduce(entry.request, url: url, &names)]
        }
    }

    /// A bridge's reply to an event, without the event's id.
    static func reply(_ body: JSON) -> JSON {
        var members = body.object ?? [:]
        members["id"] = nil
        return .object(members)
    }

    /// A value with another address of the sandbox.
    static func move(_ value: JSON, from: String, to: String) -> JSON {
        switch value {
        case .string(let text): .string(text.replacing(from, with: to))
        case .array(let elements): .array(elements.map { move($0, from: from, to: to) })
        case .object(let members): .object(members.mapValues { move($0, from: from, to: to) })
        default: value
        }
    }

    private static func reduce(_ value: JSON, url: String, _ names: inout [String: String]) -> JSON {
        switch value {
        case .string(let text): return .string(number(text.replacing(url, with: address), &names))
        case .array(let elements): return .array(elements.map { reduce($0, url: url, &names) })
        case .object(let members):
            var reduced: [String: JSON] = [:]
            for (name, value) in members.sorted(by: { $0.key < $1.key }) where name != "ts" {
                reduced[name] = reduce(value, url: url, &names)
            }
            return .object(reduced)
        default: return value
        }
    }

    /// The text with each id, of 32 hexadecimal digits, as its number.
    private static func number(_ text: String, _ names: inout [String: String]) -> String {
        let isDigit = { (byte: UInt8) in (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte) }
        var result: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let first = rest.first {
            let digits = rest.prefix(while: isDigit)
            if digits.count == 32 {
                let id = String(decoding: digits, as: UTF8.self)
                let name = names[id] ?? "#\(names.count + 1)"
                names[id] = name
                result += Array(name.utf8)
            } else if digits.isEmpty {
                result.append(first)
            } else {
                result += digits
            }
            rest = rest.dropFirst(max(1, digits.count))
        }
        return String(decoding: result, as: UTF8.self)
    }
}
