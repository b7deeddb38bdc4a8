import JSON
import LiveTexModel
import Testing

/// A wrong request is refused with the status and code of the vendor's table, and changes nothing.
@Suite struct StrictnessTests {
    @Test(arguments: [
        ("sendText", #"{"user_id":"49:1","text":"x""#, 4, "Wrong JSON format"),
        ("sendText", #"["x"]"#, 4, "Wrong JSON format"), ("sendText", "", 3, "Empty body"),
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
            "URL [http://bridge.example.com/] is not valid: only https is supported (this model also takes http on a loopback host)"
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
    func refusesWrongFields(method: String, body: String, code: Int64, message: String) throws {
        var model = Point()
        let answer = try model.answer(method, body: body)
        #expect(answer.status == 400)
        #expect(answer.body == ["success": false, "error_code": .int(code), "error_message": .string(message)])
        #expect(model.point == Point().point)
    }

    @Test func refusesTooManyAndTooLongAttributes() throws {
        func status(_ attributes: [String: JSON]) throws -> Int {
            var model = Point()
            let body: JSON = [
                "user_id": "49:1", "destination_type": "Department", "destination_id": "70001",
                "attributes": .object(attributes),
            ]
            return try model.answer("selectDestination", body: body.text()).status
        }
        func many(_ count: Int) -> [String: JSON] {
            Dictionary(uniqueKeysWithValues: (1...count).map { ("ключ \($0)", "x") })
        }
        let long = (String(repeating: "я", count: 255), String(repeating: "я", count: 256))
        let statuses = try [
            status(many(20)), status(many(21)), status(["a": .string(long.0)]), status(["a": .string(long.1)]),
        ]
        #expect(statuses == [200, 400, 200, 400])
    }

    @Test(arguments: [
        ("GET", "/1.2/sendText"), ("POST", "/1.3/sendText"), ("POST", "/1.2/sendtext"), ("POST", "/1.2/sendText/"),
        ("POST", "/sendText"), ("POST", "/1.0/getHistory"), ("POST", "/1.0/getCurrentDestination"),
    ])
    func hasNoOtherEndpoints(verb: String, path: String) {
        let error = LiveTexError.unsupportedRequest(verb: verb, path: path)
        #expect(throws: error) { try LiveTexEndpoint(verb: verb, path: path) }
        #expect((error.status, error.code) == (404, 6))
    }

    @Test func anAccountWithoutAnEditionIsForbidden() throws {
        var model = Point()
        model.point.editions = [.v1_0]
        let refused = try model.answer("getDestinations", body: "")
        #expect(refused.status == 403 && refused.body["error_code"] == 8)
        try model.call("getDestinations", edition: "1.0")
    }
}
