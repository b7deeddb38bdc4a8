// The stored form of a call.

import Dialog
import JSON

extension Call {
    package var stored: [UInt8] {
        switch self {
        case .liveTex(let call): call.stored.bytes()
        case .platform(let call): call.stored.bytes()
        }
    }

    package init(stored: [UInt8]) throws(DamagedRecord) {
        do {
            let fields = try Fields(JSON(parsing: stored))
            self = fields["id"] == nil ? .liveTex(try LiveTexCall(fields)) : .platform(try PlatformCall(fields))
        } catch {
            throw DamagedRecord("a stored call cannot be read: \(error)")
        }
    }
}

extension LiveTexCall {
    fileprivate var stored: JSON {
        switch self {
        case .sendText(let text): ["do": "send_text", "text": .string(text)]
        case .sendFile(let file):
            .members([
                "do": "send_file", "url": .string(file.url), "name": file.name.map { .string($0) },
                "size": file.size.map { .int($0) }, "comment": file.comment.map { .string($0) },
                "fallback": .string(file.fallback),
            ])
        case .checkOperators: ["do": "check_operators"]
        case .select(let selection): ["do": "select", "selection": selection.stored]
        case .reselect(let selection): ["do": "reselect", "selection": selection.stored]
        }
    }

    fileprivate init(_ fields: Fields) throws(FieldError) {
        switch try fields.string("do") {
        case "send_text": self = .sendText(try fields.string("text"))
        case "send_file":
            self = .sendFile(
                OutgoingFile(
                    url: try fields.string("url"), name: try fields.optionalString("name"),
                    size: try fields.optionalInt("size"), comment: try fields.optionalString("comment"),
                    fallback: try fields.string("fallback")))
        case "check_operators": self = .checkOperators
        case "select": self = .select(try Selection(fields.object("selection")))
        case "reselect": self = .reselect(try Selection(fields.object("selection")))
        case let other: throw fields.error("do", "is \(other), which this release does not know")
        }
    }
}

extension PlatformCall {
    fileprivate var stored: JSON {
        let content: [String: JSON?] =
            switch kind {
            case .notice(let notice, let text, let person):
                [
                    "tell": "notice", "notice": .string(notice.rawValue), "text": .string(text),
                    "operator": person?.stored,
                ]
            case .operatorMessage(let person, let message):
                ["tell": "operator_message", "operator": person?.stored, "message": message.stored]
            case .transferResult(let request, let outcome):
                ["tell": "transfer_result", "request": .string(request), "result": outcome.stored]
            case .dialogReturned(let by, let person, let script):
                [
                    "tell": "dialog_returned", "by": .string(by.rawValue), "operator": person?.stored,
                    "script": script.stored,
                ]
            case .operatorCommand(let command, let person, let script):
                [
                    "tell": "operator_command", "command": .string(command.rawValue), "operator": person?.stored,
                    "script": script.stored,
                ]
            }
        return .members(
            content.merging(["id": .string(id), "time": .int(time), "party": party?.stored]) { kept, _ in kept })
    }

    fileprivate init(_ fields: Fields) throws(FieldError) {
        let person = try fields.optionalObject("operator").map { (person) throws(FieldError) in try Operator(person) }
        let kind: Kind
        switch try fields.string("tell") {
        case "notice": kind = .notice(try fields.choice("notice"), text: try fields.string("text"), person)
        case "operator_message": kind = .operatorMessage(person, try OperatorMessage(fields.object("message")))
        case "transfer_result":
            kind = .transferResult(
                request: try fields.string("request"), try TransferOutcome(fields.object("result")))
        case "dialog_returned":
            kind = .dialogReturned(by: try fields.choice("by"), person, try Script(fields.object("script")))
        case "operator_command":
            kind = .operatorCommand(try fields.choice("command"), person, try Script(fields.object("script")))
        case let other: throw fields.error("tell", "is \(other), which this release does not know")
        }
        let party = try fields.optionalObject("party").map { (party) throws(FieldError) in try Party(party) }
        self.init(id: try fields.string("id"), time: try fields.int("time"), party: party, kind: kind)
    }
}

extension OperatorMessage {
    fileprivate var stored: JSON {
        .members([
            "id": .string(id), "text": text.map { .string($0) },
            "attachments": .array(
                attachments.map { file in
                    .members([
                        "kind": .string(file.kind.rawValue), "url": .string(file.url),
                        "name": file.name.map { .string($0) }, "size": file.size.map { .int($0) },
                    ])
                }),
        ])
    }

    fileprivate init(_ fields: Fields) throws(FieldError) {
        var attachments: [Attachment] = []
        for file in try fields.objects("attachments") {
            attachments.append(
                Attachment(
                    kind: try file.choice("kind"), url: try file.string("url"),
                    name: try file.optionalString("name"), size: try file.optionalInt("size")))
        }
        self.init(id: try fields.string("id"), text: try fields.optionalString("text"), attachments: attachments)
    }
}
