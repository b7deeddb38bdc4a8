// The bridge's events and their data (docs/platform-contract.md, "Bridge to platform").

import Dialog
import JSON

extension PlatformCall.Kind {
    /// The event's type on the wire.
    public var type: String {
        switch self {
        case .notice: "notice"
        case .operatorMessage: "operator.message"
        case .transferResult: "transfer.result"
        case .dialogReturned: "dialog.returned"
        case .operatorCommand: "operator.command"
        }
    }

    var data: JSON {
        switch self {
        case .notice(let kind, let text, let person):
            ["kind": .string(kind.rawValue), "text": .string(text), "operator": person.wire]
        case .operatorMessage(let person, let message): ["operator": person.wire, "message": message.wire]
        case .transferResult(let request, let outcome):
            .object((outcome.wire.object ?? [:]).merging(["request_id": .string(request)]) { kept, _ in kept })
        case .dialogReturned(let by, let person, let script):
            ["by": .string(by.rawValue), "operator": person.wire, "run_script": script.wire]
        case .operatorCommand(let command, let person, let script):
            ["command": .string(command.rawValue), "operator": person.wire, "run_script": script.wire]
        }
    }
}

extension TransferOutcome {
    /// The outcome in the reply to `transfer.request` and in `transfer.result`.
    public var wire: JSON {
        switch self {
        case .transferred(let group): ["outcome": "transferred", "group": group.wire, "run_script": .null]
        case .noOperators(let group, let script):
            ["outcome": "no_operators", "group": group?.wire ?? .null, "run_script": script.wire]
        case .pending: ["outcome": "pending", "group": .null, "run_script": .null]
        case .failed: ["outcome": "failed", "group": .null, "run_script": .null]
        }
    }
}

/// Whether operators are online: the reply to `operators.check`.
public struct OperatorsStatus: Hashable, Sendable {
    /// The first group in LiveTex's order; nil when there is none.
    public var group: OperatorGroup?
    /// Whether an operator of that group is available.
    public var isOnline: Bool

    /// A status as LiveTex has reported it.
    public init(group: OperatorGroup?, isOnline: Bool) {
        self.group = group
        self.isOnline = isOnline
    }

    /// The reply's data, with the script's code where the configuration has one.
    public func wire(_ rules: DialogRules) -> JSON {
        let type: ScriptType = isOnline ? .transferOnline : .transferOffline
        return .members([
            "online": .bool(isOnline), "group": group?.wire ?? .null, "script_type": .string(type.rawValue),
            "code": rules.scripts[type].map { .string($0) },
        ])
    }
}

extension OperatorGroup {
    fileprivate var wire: JSON { ["id": .string(id), "name": name.map { .string($0) } ?? .null] }
}

extension Script {
    fileprivate var wire: JSON { .members(["type": .string(type.rawValue), "code": code.map { .string($0) }]) }
}

extension Operator? {
    fileprivate var wire: JSON { map { ["id": .string($0.id), "name": .string($0.name)] } ?? .null }
}

extension OperatorMessage {
    fileprivate var wire: JSON {
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
}
