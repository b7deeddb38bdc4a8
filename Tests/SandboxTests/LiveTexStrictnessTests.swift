import JSON
import Sandbox
import Testing

/// Whatever a client gets wrong is refused with the status and code of the vendor's table.
@Suite struct LiveTexStrictnessTests {
    static let text = #"{"user_id":"49:1","text":"Привет"}"#
    static let json = "Content-Type: application/json"

    @Test(arguments: [
        ("GET /1.2/sendText?key=KEY", 404, 6), ("PUT /1.2/sendText?key=KEY", 404, 6),
        ("POST /1.3/sendText?key=KEY", 404, 6), ("POST /1.2/sendtext?key=KEY", 404, 6),
        ("POST /1.2/sendText/?key=KEY", 404, 6), ("POST /sendText?key=KEY", 404, 6),
        ("POST /1.0/getHistory?key=KEY", 404, 6), ("POST /1.0/getCurrentDestination?key=KEY", 404, 6),
        ("POST /1.2/sendText", 400, 1), ("POST /1.2/sendText?key=", 400, 1),
        ("POST /1.2/sendText?key=KEY&key=KEY", 400, 1),
        ("POST /1.2/sendText?key=wrong", 401, 2),
    ])
    func refusesTheWrongPathVerbOrKey(line: String, status: Int, code: Int64) async throws {
        try await withSandbox { sandbox, wire in
            let answer = try await wire.request(
                line.replacing("KEY", with: wire.key()), [Self.json, "Content-Length: \(Self.text.utf8.count)"],
                body: Self.text)
            #expect(answer.hasPrefix("HTTP/1.1 \(status) "))
            #expect(try Self.body(answer)["error_code"]?.int == code)
            #expect(try Self.body(answer)["success"] == false)
            #expect(sandbox.liveTex.users().isEmpty)
        }
    }

    @Test func insistsOnLengthAndType() async throws {
        try await withSandbox { sandbox, wire in
            let line = "POST /1.2/sendText?key=\(wire.key())"
            let length = "Content-Length: \(Self.text.utf8.count)"
            let size = String(Self.text.utf8.count, radix: 16)
            let chunked = try await wire.request(
                line, [Self.json, "Transfer-Encoding: chunked"], body: "\(size)\r\n\(Self.text)\r\n0\r\n\r\n")
            #expect(try Self.body(chunked)["error_code"] == 3)
            #expect(try Self.body(await wire.request(line, [Self.json]))["error_code"] == 3)
            let noType = try await wire.request(line, [length], body: Self.text)
            #expect(try Self.body(noType)["error_code"] == 9)
            let otherType = try await wire.request(line, [length, "Content-Type: text/plain"], body: Self.text)
            #expect(try Self.body(otherType)["error_message"] == "Invalid data: Content-Type must be application/json")
            #expect(sandbox.liveTex.users().isEmpty)
            let right = try await wire.request(
                line, [length, "Content-Type: application/json; charset=utf-8"], body: Self.text)
            #expect(right.hasPrefix("HTTP/1.1 200 "))
            #expect(sandbox.liveTex.users() == ["49:1"])
        }
    }

    @Test(arguments: [
        ("sendText", #"{"user_id":"49:1","text":"x""#, 4, "Wrong JSON format"),
        ("sendText", #"["x"]"#, 4, "Wrong JSON format"),
        ("sendText", "{}", 9, "Invalid data: user_id is missing"),
        ("sendText", #"{"user_id":49,"text":"x"}"#, 9, "Invalid data: user_id must be a string, not an integer"),
        (
            "sendText", #"{"user_id":"49 1","text":"x"}"#, 9,
            "Invalid data: user_id must be at most 64 of [A-Za-z0-9_.:-]"
        ),
        ("sendText", #"{"user_id":"49:1","text":705}"#, 9, "Invalid data: text must be a string, not an integer"),
        ("sendText", #"{"user_id":"49:1","text":" "}"#, 9, "Invalid data: text is empty"),
        ("sendText", #"{"user_id":"49:1","text":"x","name":"y"}"#, 9, "Invalid data: name is not a field of sendText"),
        ("sendFile", #"{"user_id":"49:1","url":"ftp://a/b"}"#, 9, "Invalid data: url must be an http or https address"),
        ("sendFile", #"{"user_id":"49:1","url":"http:///b"}"#, 9, "Invalid data: url must be an http or https address"),
        (
            "sendFile", #"{"user_id":"49:1","url":"https://a/b","size":"7"}"#, 9,
            "Invalid data: size must be an integer, not a string"
        ),
        (
            "sendFile", #"{"user_id":"49:1","url":"https://a/b","size":-1}"#, 9,
            "Invalid data: size must not be negative"
        ),
        (
            "sendFile", #"{"user_id":"49:1","url":"https://a/b","comment":null}"#, 9,
            "Invalid data: comment must not be null"
        ),
        (
            "selectDestination", #"{"user_id":"49:1","destination_type":"Department","destination_id":"7"}"#, 9,
            "Invalid data: destination_id 7 is unknown"
        ),
        (
            "selectDestination", #"{"user_id":"49:1","destination_type":"Group","destination_id":"70001"}"#, 9,
            "Invalid data: destination_type must be Department"
        ),
        (
            "selectDestination", #"{"user_id":"49:1","destination_type":"Department","destination_id":70001}"#, 9,
            "Invalid data: destination_id must be a string, not an integer"
        ),
        (
            "selectDestination",
            #"{"user_id":"49:1","destination_type":"Department","destination_id":"70001","attributes":{"номер":705}}"#,
            9,
            "Invalid data: attributes.номер must be a string, not an integer"
        ),
        (
            "selectDestination",
            #"{"user_id":"49:1","destination_type":"Department","destination_id":"70001","attributes":["a"]}"#, 9,
            "Invalid data: attributes must be an object, not an array"
        ),
        ("getHistory", #"{"user_id":"49:1","chunk":"before"}"#, 9, "Invalid data: chunk must be Before or After"),
        ("getHistory", #"{"user_id":"49:1","message_id":"x"}"#, 9, "Invalid data: message_id x is unknown"),
        (
            "setWebhook", #"{"url":"http://bridge.example.com/","webhook_key":"k"}"#, 5,
            "URL [http://bridge.example.com/] is not valid: only https is supported (this sandbox also takes http on a loopback host)"
        ),
        (
            "setWebhook", #"{"url":"bridge","webhook_key":"k"}"#, 5,
            "URL [bridge] is not valid: it must be an https address"
        ),
        (
            "setWebhook", #"{"url":"https://bridge.example.com/","webhook_key":"k","webhook_event_types":["Typing"]}"#,
            9,
            "Invalid data: webhook_event_types: Typing is unknown"
        ),
    ])
    func refusesWrongFields(method: String, body: String, code: Int64, message: String) async throws {
        try await withSandbox { _, wire in
            let answer = try await wire.request(
                "POST /1.2/\(method)?key=\(wire.key())", [Self.json, "Content-Length: \(body.utf8.count)"], body: body)
            #expect(answer.hasPrefix("HTTP/1.1 400 "))
            #expect(
                try Self.body(answer) == [
                    "success": false, "error_code": .int(code), "error_message": .string(message),
                ])
        }
    }

    @Test func refusesTooManyAndTooLongAttributes() async throws {
        try await withSandbox { _, wire in
            func select(_ attributes: [String: JSON]) async throws -> Int {
                try await wire.call(
                    "selectDestination",
                    [
                        "user_id": "49:1", "destination_type": "Department", "destination_id": "70001",
                        "attributes": .object(attributes),
                    ]
                ).status
            }
            func many(_ count: Int) -> [String: JSON] {
                Dictionary(uniqueKeysWithValues: (1...count).map { ("ключ \($0)", "x") })
            }
            let long = (String(repeating: "я", count: 255), String(repeating: "я", count: 256))
            let statuses = try await [
                select(many(20)), select(many(21)), select(["a": .string(long.0)]), select(["a": .string(long.1)]),
            ]
            #expect(statuses == [200, 400, 200, 400])
        }
    }

    @Test func anAccountWithoutAnEditionIsForbidden() async throws {
        try await withSandbox { sandbox, wire in
            try sandbox.liveTex.configure { $0.editions = [.v1_0] }
            let refused = try await wire.call("getDestinations", nil, version: "1.2")
            #expect(refused.status == 403)
            #expect(refused.body["error_code"] == 8)
            #expect(try await wire.call("getDestinations", nil, version: "1.0").status == 200)
        }
    }

    static func body(_ answer: String) throws -> JSON {
        let parts = answer.split(separator: "\r\n\r\n", maxSplits: 1)
        return try JSON(parsing: String(try #require(parts.last)))
    }
}
