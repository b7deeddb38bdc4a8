import Dialog
import JSON
import Testing

@testable import LiveTex

/// LiveTex's answers (https://livetex.github.io/messaging-api-v1.2/, statuses and error codes).
@Suite struct LiveTexResponseTests {
    private func meaning(_ status: Int, _ body: JSON?) -> LiveTexFailure.Meaning? {
        if case .failure(let failure) = LiveTexResponse(status: status, body: body) { failure.meaning } else { nil }
    }

    @Test func successIsStatus200AndSuccessTrue() {
        let body: JSON = ["success": true, "message_id": "m1"]
        #expect(LiveTexResponse(status: 200, body: body) == .success(body))
        for (status, body) in [
            (200, ["success": false]), (200, [:]), (200, ["success": "true"]), (200, ["success": 1]), (200, nil),
            (200, []),
            (201, ["success": true]), (204, nil), (500, ["success": true]),
        ] as [(Int, JSON?)] {
            #expect(meaning(status, body) != nil, "\(status) \(String(describing: body)) counts as success")
        }
    }

    /// The table of error codes on LiveTex's index page.
    @Test(
        arguments: [
            (400, 1, .keyRefused), (401, 2, .keyRefused), (400, 3, .refused), (400, 4, .refused), (400, 5, .refused),
            (404, 6, .refused), (500, 7, .tryAgain), (403, 8, .methodForbidden), (400, 9, .refused),
        ] as [(Int, Int64, LiveTexFailure.Meaning)])
    func everyErrorCodeHasItsMeaning(status: Int, code: Int64, meaning expected: LiveTexFailure.Meaning) {
        #expect(meaning(status, ["success": false, "error_code": .int(code), "error_message": "x"]) == expected)
        // The code decides, also where a proxy changes the status.
        #expect(meaning(200, ["success": false, "error_code": .int(code)]) == expected)
    }

    @Test(
        arguments: [
            (200, .unclear), (204, .unclear), (301, .tryAgain), (302, .tryAgain), (400, .refused), (401, .keyRefused),
            (403, .refused), (404, .refused), (408, .tryAgain), (413, .refused), (429, .tryAgain), (500, .tryAgain),
            (502, .tryAgain), (503, .tryAgain), (504, .tryAgain), (599, .tryAgain),
        ] as [(Int, LiveTexFailure.Meaning)])
    func everyStatusWithoutACodeHasItsMeaning(status: Int, meaning expected: LiveTexFailure.Meaning) {
        #expect(meaning(status, nil) == expected)
        #expect(meaning(status, "<html>") == expected)
        #expect(meaning(status, ["success": false, "error_code": .null]) == expected)
        #expect(meaning(status, ["success": false, "error_code": "9"]) == expected)
    }

    private func failure(_ status: Int, _ body: JSON?) -> LiveTexFailure? {
        if case .failure(let failure) = LiveTexResponse(status: status, body: body) { failure } else { nil }
    }

    /// LiveTex's error message may quote a secret or a person's words from the request.
    @Test func aFailuresTextDoesNotQuoteLiveTex() {
        for code in 1...9 as ClosedRange<Int64> {
            let text = failure(400, ["error_code": .int(code), "error_message": "4509 123456"])?.description
            #expect(text?.hasPrefix("LiveTex answered 400, error code \(code) (") == true)
            #expect(text?.contains("4509") == false)
        }
        #expect(
            failure(400, ["error_code": 9])?.description == "LiveTex answered 400, error code 9 (the data is not valid)"
        )
        #expect(failure(418, ["error_code": 10])?.description == "LiveTex answered 418, error code 10")
        #expect(failure(502, nil)?.description == "LiveTex answered 502")
    }

    @Test func liveTexsOwnWordsAreMasked() {
        let refused = failure(400, ["error_code": 9, "error_message": "Invalid data: key k"])
        #expect(
            refused?.description(masking: { $0.replacing("key k", with: "***") })
                == "LiveTex answered 400, error code 9 (the data is not valid): Invalid data: ***")
        #expect(failure(502, nil)?.description(masking: { _ in "?" }) == "LiveTex answered 502")
    }

    // MARK: Bodies

    @Test func readsGroupsInTheirOrder() throws {
        let body: JSON = [
            "success": true,
            "destinations": [
                [
                    "destination_type": "Department", "destination_id": "2", "name": "Б", "has_online": true,
                    "is_available": false,
                ],
                ["destination_type": "Department", "destination_id": "1", "has_online": false],
                ["destination_id": "3", "name": .null, "novelty": 1],
            ],
        ]
        let groups = try Destination.list(in: body)
        #expect(
            groups.map(\.group) == [OperatorGroup(id: "2", name: "Б"), OperatorGroup(id: "1"), OperatorGroup(id: "3")])
        #expect(groups.map(\.hasOnline) == [true, false, false])
        #expect(try Destination.list(in: ["success": true, "destinations": []]) == [])
        let group = try Destination.list(in: ["destinations": [["destination_id": 7, "name": [], "has_online": "1"]]])
        #expect(group.map(\.group) == [OperatorGroup(id: "7")] && group.map(\.hasOnline) == [true])
        // The others cannot be selected, so it does no harm that they cannot be read.
        let others: JSON = ["destinations": [["destination_id": "7"], 5, [:], ["destination_id": "9"]]]
        #expect(try Destination.list(in: others).map(\.group.id) == ["7", "9"])
    }

    @Test(
        arguments: [
            (["success": true], "destinations is missing"), (["destinations": .null], "destinations is missing"),
            (["destinations": 5], "destinations must be an array, not an integer"),
            (["destinations": [5]], "destinations[0] must be an object, not an integer"),
            (["destinations": [[:]]], "destinations[0].destination_id is missing"),
            (
                ["destinations": [["destination_id": true]]],
                "destinations[0].destination_id must be a string, not a boolean"
            ),
            (
                ["destinations": [["destination_id": "7", "has_online": "yes"]]],
                "destinations[0].has_online must be a boolean, not a string"
            ),
        ] as [(JSON, String)])
    func namesTheWrongFieldOfAGroup(body: JSON, message: String) {
        #expect(#expect(throws: FieldError.self) { try Destination.list(in: body) }?.message == message)
    }

    @Test func readsTheSelectedGroup() throws {
        let destination: JSON = ["destination_type": "Department", "destination_id": "70001", "name": "Продажи"]
        #expect(
            try Destination.current(in: ["success": true, "destination": destination])
                == OperatorGroup(id: "70001", name: "Продажи"))
        #expect(try Destination.current(in: ["success": true]) == nil)
        #expect(try Destination.current(in: ["success": true, "destination": .null]) == nil)
        #expect(throws: FieldError(path: "destination", problem: "must be an object, not a string")) {
            try Destination.current(in: ["destination": "70001"])
        }
    }

    @Test func readsTheAnswerToASend() {
        let sent = SentMessage(in: ["success": true, "message_id": "2b1e", "timestamp": 1_732_348_800_123])
        #expect(sent.id == "2b1e")
        #expect(sent.timestamp == 1_732_348_800_123)
        // The message is sent, also where the answer tells less.
        let bare = SentMessage(in: ["success": true, "message_id": 5, "timestamp": [:]])
        #expect(bare.id == nil)
        #expect(bare.timestamp == nil)
        // As LiveTex answered in 2017.
        let old = SentMessage(in: ["success": true, "id": "2b1e", "timestamp": "1732348800123"])
        #expect(old.id == "2b1e")
        #expect(old.timestamp == 1_732_348_800_123)
    }

    @Test func readsTheHistoryInOrderOfTime() throws {
        let body: JSON = [
            "messages": [
                ["type": "TextMessage", "id": "c", "timestamp": 30, "from": "Employee"],
                ["type": "TextMessage", "id": "anchor", "timestamp": 5, "from": "User"],
                ["type": "TextMessage", "id": "a", "timestamp": 10, "from": "User"],
                ["type": "SelectDestination"],
                ["type": "TextMessage", "id": "b1", "timestamp": 20, "from": "User"],
                ["type": "TextMessage", "id": "b2", "timestamp": 20],
            ]
        ]
        let page = try HistoryPage(in: body)
        let entries = page.entries
        #expect(entries.map(\.id) == ["anchor", "a", "b1", "b2", "c"])
        #expect(entries.map(\.isFromUser) == [true, true, true, false, false])
        #expect(entries.first?.timestamp == 5)
        #expect(entries.first?.body["type"] == "TextMessage")
        #expect(page.unreadable.map(\.problem.message) == ["messages[3].id is missing"])
        #expect(try HistoryPage(in: ["success": true]) == HistoryPage(in: ["messages": []]))
    }

    @Test func anEntryThatCannotBeReadCostsOnlyItself() throws {
        let page = try HistoryPage(in: [
            "messages": [
                ["id": 7, "timestamp": "30"], ["id": "a", "timestamp": true], "text", ["timestamp": 1],
                ["id": "b", "timestamp": 10, "user_id": ["x"]],
            ]
        ])
        #expect(page.entries.map(\.id) == ["b", "7"])
        #expect(page.unreadable.count == 3)
        #expect(page.unreadable.first?.body == ["id": "a", "timestamp": true])
        #expect(throws: FieldError.self) { try HistoryPage(in: ["messages": "none"]) }
    }
}
