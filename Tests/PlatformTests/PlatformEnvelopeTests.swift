import Dialog
import JSON
import Testing

@testable import Platform

/// The body of every event for the platform.
@Suite struct PlatformEnvelopeTests {
    private let anna = Operator(id: "501", name: "Анна")
    private let party = Party(botID: 49, leadID: "30400", channel: "telegram", name: "Иван")

    private func body(_ kind: PlatformCall.Kind) -> JSON {
        PlatformEnvelope.body(PlatformCall(id: "r1:notice", time: 1_795_420_800_000, kind: kind), party: party)
    }

    private func expect(_ kind: PlatformCall.Kind, _ type: String, _ data: JSON) {
        #expect(
            body(kind) == [
                "v": 1, "id": "r1:notice", "type": .string(type), "ts": "2026-11-23T08:00:00.000Z", "bot_id": 49,
                "lead": ["id": "30400", "channel": "telegram", "name": "Иван"], "data": data,
            ])
    }

    @Test func writesNotice() {
        for kind in NoticeKind.allCases {
            expect(
                .notice(kind, text: "Текст", anna), "notice",
                ["kind": .string(kind.rawValue), "text": "Текст", "operator": ["id": "501", "name": "Анна"]])
        }
        expect(.notice(.system, text: "Ждите", nil), "notice", ["kind": "system", "text": "Ждите", "operator": .null])
    }

    @Test func writesOperatorMessage() {
        expect(
            .operatorMessage(anna, OperatorMessage(id: "t1", text: "Да")), "operator.message",
            ["operator": ["id": "501", "name": "Анна"], "message": ["id": "t1", "text": "Да", "attachments": []]])
        let files = [
            PlatformFile(kind: .image, url: "https://f.example/a.png", name: "a.png", size: 5),
            PlatformFile(kind: .file, url: "https://f.example/b"),
        ]
        expect(
            .operatorMessage(nil, OperatorMessage(id: "t1", attachments: files)), "operator.message",
            [
                "operator": .null,
                "message": [
                    "id": "t1",
                    "attachments": [
                        ["kind": "image", "url": "https://f.example/a.png", "name": "a.png", "size": 5],
                        ["kind": "file", "url": "https://f.example/b"],
                    ],
                ],
            ])
    }

    @Test func writesTransferResult() {
        let group = OperatorGroup(id: "70001", name: "Продажи")
        expect(
            .transferResult(request: "r1", .transferred(group)), "transfer.result",
            [
                "request_id": "r1", "outcome": "transferred", "group": ["id": "70001", "name": "Продажи"],
                "run_script": .null,
            ])
        expect(
            .transferResult(
                request: "r1", .noOperators(OperatorGroup(id: "7"), Script(type: .noOperators, code: "nobody"))),
            "transfer.result",
            [
                "request_id": "r1", "outcome": "no_operators", "group": ["id": "7", "name": .null],
                "run_script": ["type": "no_operators", "code": "nobody"],
            ])
        expect(
            .transferResult(request: "r1", .noOperators(nil, Script(type: .noOperators))), "transfer.result",
            ["request_id": "r1", "outcome": "no_operators", "group": .null, "run_script": ["type": "no_operators"]])
        expect(
            .transferResult(request: "r1", .failed), "transfer.result",
            ["request_id": "r1", "outcome": "failed", "group": .null, "run_script": .null])
    }

    @Test func writesDialogReturned() {
        for by in Returner.allCases {
            expect(
                .dialogReturned(by: by, anna, Script(type: .return, code: "back")), "dialog.returned",
                [
                    "by": .string(by.rawValue), "operator": ["id": "501", "name": "Анна"],
                    "run_script": ["type": "return", "code": "back"],
                ])
        }
    }

    @Test func writesOperatorCommand() {
        for command in OperatorCommand.allCases {
            expect(
                .operatorCommand(command, nil, Script(type: .transfer)), "operator.command",
                ["command": .string(command.rawValue), "operator": .null, "run_script": ["type": "transfer"]])
        }
    }

    @Test func writesReplies() {
        #expect(TransferOutcome.pending.wire == ["outcome": "pending", "group": .null, "run_script": .null])
        let group = OperatorGroup(id: "70001", name: "Продажи")
        var rules = DialogRules(binding: "support", botHeader: "", leadHeader: "")
        #expect(
            OperatorsStatus(group: group, isOnline: true).wire(rules)
                == ["online": true, "group": ["id": "70001", "name": "Продажи"], "script_type": "transfer_online"])
        #expect(
            OperatorsStatus(group: nil, isOnline: false).wire(rules)
                == ["online": false, "group": .null, "script_type": "transfer_offline"])
        rules.scripts = [.transferOnline: "to_people"]
        #expect(OperatorsStatus(group: group, isOnline: true).wire(rules)["code"] == "to_people")
        #expect(OperatorsStatus(group: group, isOnline: false).wire(rules)["code"] == nil)
    }

    @Test func leavesOutTheLeadsUnknownMembers() {
        let call = PlatformCall(id: "x", time: 0, kind: .notice(.system, text: "x", nil))
        #expect(PlatformEnvelope.body(call, party: Party(botID: "b", leadID: 7))["lead"] == ["id": 7])
    }

    @Test func aCallHasTheSameBytesInEveryAttempt() {
        let kind = PlatformCall.Kind.operatorMessage(anna, OperatorMessage(id: "t1", text: "Да"))
        let bytes = #"""
            {"bot_id":49,"data":{"message":{"attachments":[],"id":"t1","text":"Да"},\#
            "operator":{"id":"501","name":"Анна"}},"id":"r1:notice",\#
            "lead":{"channel":"telegram","id":"30400","name":"Иван"},"ts":"2026-11-23T08:00:00.000Z",\#
            "type":"operator.message","v":1}
            """#
        #expect(body(kind).bytes() == Array(bytes.utf8))
    }
}
