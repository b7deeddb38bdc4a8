import Courier
import Cryptography
import Dialog
import JSON
import Record
import Store

extension DeadLetter {
    /// Eight characters by which people name the letter. Letters that share them must be named by their whole id.
    public var shortID: String { String(Digest128(of: id).description.prefix(8)) }

    /// One line of a list.
    public var line: String {
        let time = OperationsTime.text(self.time)
        if let problem { return "\(shortID)  \(time)  \(id)  \(problem)" }
        return [shortID, time, text("binding"), text("kind"), text("user_id"), text("reason")].joined(separator: "  ")
    }

    /// All of the letter, a line for each part.
    public var lines: [String] {
        var lines = ["letter  \(shortID)  \(id)"]
        if let problem { return lines + ["problem  \(problem)"] }
        lines += ["written  \(OperationsTime.text(time))", "binding  \(text("binding"))", "reason  \(text("reason"))"]
        guard content["kind"] == "call" else { return lines + ["webhook  \(text("body"))"] }
        let isInDoubt = content["in_doubt"]?.bool == true
        lines += [
            "lead  \(text("user_id"))",
            "attempts  \(content["attempts"]?.int ?? 0)\(isInDoubt ? "; it may have arrived" : "")",
        ]
        let words: String
        do {
            words = try call()?.call.oneLine ?? "-"
        } catch {
            words = "cannot be read: \(error)"
        }
        return lines + ["call  \(text("lane"))  \(words)"]
    }

    private func text(_ name: String) -> String { content[name]?.string ?? "-" }

    /// One object of a list.
    public var json: JSON {
        var members = content.object ?? [:]
        members["id"] = .string(id)
        members["problem"] = problem.map { .string($0.description) }
        return .object(members)
    }
}

extension Call {
    /// The call for people: its name and what it says.
    var oneLine: String { "\(name)  \(inspected.text())" }
}
