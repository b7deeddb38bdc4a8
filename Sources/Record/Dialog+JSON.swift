// The stored form of a dialog's state: JSON, so that a person can read it in a pager.

import Dialog
import JSON

extension Dialog {
    /// The state without its marks (see `Marks`).
    var stored: JSON {
        .members([
            "party": party?.stored, "leads": phase.stored, "open": .bool(isOpen), "silent": isSilent ? true : nil,
            "attributes": attributes.isEmpty ? nil : .object(attributes),
        ])
    }

    mutating func restore(_ stored: JSON) throws(FieldError) {
        let fields = try Fields(stored)
        party = try fields.optionalObject("party").map { (party) throws(FieldError) in try Party(party) }
        phase = try Phase(fields.object("leads"))
        isOpen = try fields.optionalBool("open") ?? false
        // Older records do not say so; nearly all of them have messages.
        isSilent = try fields.optionalBool("silent") ?? false
        attributes = fields["attributes"]?.object ?? [:]
    }
}

extension Party {
    var stored: JSON {
        .members([
            "bot": botID, "lead": leadID, "channel": channel.map { .string($0) }, "name": name.map { .string($0) },
        ])
    }

    init(_ fields: Fields) throws(FieldError) {
        self.init(
            botID: try fields.value("bot"), leadID: try fields.value("lead"),
            channel: try fields.optionalString("channel"), name: try fields.optionalString("name"))
    }
}

extension Phase {
    fileprivate var stored: JSON {
        switch self {
        case .bot: ["who": "bot"]
        case .checking(let check):
            .members([
                "who": "checking", "request": .string(check.request), "asked_at": .int(check.askedAt),
                "call": .int(check.call), "attributes": check.attributes.map { .object($0) },
                "reason": check.reason.map { .string($0) },
                "pending_was_said": .bool(check.pendingWasSaid),
            ])
        case .waiting(let transfer): ["who": "waiting", "transfer": transfer.stored]
        case .operator(let stint):
            .members([
                "who": "operator", "operator": stint.operator.stored, "since": stint.since.map { .int($0) },
                "transfer": stint.transfer.stored, "deadline": stint.deadline.map { .int($0) },
            ])
        }
    }

    fileprivate init(_ fields: Fields) throws(FieldError) {
        switch try fields.string("who") {
        case "bot": self = .bot
        case "checking":
            self = .checking(
                Check(
                    request: try fields.string("request"), askedAt: try fields.int("asked_at"),
                    call: try fields.int("call"), attributes: fields["attributes"]?.object,
                    reason: try fields.optionalString("reason"),
                    pendingWasSaid: try fields.optionalBool("pending_was_said") ?? false))
        case "waiting": self = .waiting(try Transfer(fields.object("transfer")))
        case "operator":
            self = .operator(
                Stint(
                    operator: try Operator(fields.object("operator")), since: try fields.optionalInt("since"),
                    transfer: try Transfer(fields.object("transfer")), deadline: try fields.optionalInt("deadline")))
        case let other: throw fields.error("who", "is \(other), which this release does not know")
        }
    }
}

extension Transfer {
    fileprivate var stored: JSON {
        .members([
            "request": .string(request), "selection": selection.stored, "progress": progress.stored,
            "dependants": .array(dependants.map { .int($0) }), "floor": floor.map { .int($0) },
            "deadline": deadline.map { .int($0) }, "was_open": .bool(wasOpen),
            "reselect_at": reselectAt.map { .int($0) },
        ])
    }

    fileprivate init(_ fields: Fields) throws(FieldError) {
        self.init(
            request: try fields.string("request"), selection: try Selection(fields.object("selection")),
            progress: try Progress(fields.object("progress")),
            dependants: try fields.elements("dependants").compactMap { $0.value.int },
            floor: try fields.optionalInt("floor"), deadline: try fields.optionalInt("deadline"),
            wasOpen: try fields.optionalBool("was_open") ?? false, reselectAt: try fields.optionalInt("reselect_at"))
    }
}

extension Transfer.Progress {
    fileprivate var stored: JSON {
        switch self {
        case .queued(let number): ["queued": .int(number)]
        case .started(let number): ["started": .int(number)]
        case .shown(let number): ["shown": .int(number)]
        case .succeeded: [:]
        }
    }

    fileprivate init(_ fields: Fields) throws(FieldError) {
        if let number = try fields.optionalInt("queued") {
            self = .queued(number)
        } else if let number = try fields.optionalInt("started") {
            self = .started(number)
        } else if let number = try fields.optionalInt("shown") {
            self = .shown(number)
        } else {
            self = .succeeded
        }
    }
}

extension Selection {
    var stored: JSON {
        .members([
            "group": group.stored, "visitor_name": visitorName.map { .string($0) },
            "attributes": .object(attributes.mapValues { .string($0) }),
        ])
    }

    init(_ fields: Fields) throws(FieldError) {
        self.init(
            group: try OperatorGroup(fields.object("group")), visitorName: try fields.optionalString("visitor_name"),
            attributes: (fields["attributes"]?.object ?? [:]).compactMapValues(\.string))
    }
}

extension Operator {
    var stored: JSON {
        .members(["id": .string(id), "name": .string(name), "full_name": fullName.map { .string($0) }])
    }

    init(_ fields: Fields) throws(FieldError) {
        self.init(
            id: try fields.string("id"), name: try fields.string("name"),
            fullName: try fields.optionalString("full_name"))
    }
}

extension OperatorGroup {
    var stored: JSON { .members(["id": .string(id), "name": name.map { .string($0) }]) }

    init(_ fields: Fields) throws(FieldError) {
        self.init(id: try fields.string("id"), name: try fields.optionalString("name"))
    }
}

extension Script {
    var stored: JSON { .members(["type": .string(type.rawValue), "code": code.map { .string($0) }]) }

    init(_ fields: Fields) throws(FieldError) {
        self.init(type: try fields.choice("type"), code: try fields.optionalString("code"))
    }
}

extension TransferOutcome {
    var stored: JSON {
        switch self {
        case .transferred(let group): ["outcome": "transferred", "group": group.stored]
        case .noOperators(let group, let script):
            .members(["outcome": "no_operators", "group": group?.stored, "script": script.stored])
        case .pending: ["outcome": "pending"]
        case .failed: ["outcome": "failed"]
        }
    }

    init(_ fields: Fields) throws(FieldError) {
        switch try fields.string("outcome") {
        case "transferred": self = .transferred(try OperatorGroup(fields.object("group")))
        case "no_operators":
            let group = try fields.optionalObject("group").map { (group) throws(FieldError) in try OperatorGroup(group)
            }
            self = .noOperators(group, try Script(fields.object("script")))
        case "pending": self = .pending
        case "failed": self = .failed
        case let other: throw fields.error("outcome", "is \(other), which this release does not know")
        }
    }
}
