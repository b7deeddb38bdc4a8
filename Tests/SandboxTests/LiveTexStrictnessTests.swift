import JSON
import Sandbox
import Testing

/// What HTTP adds to the model's checks: verb and path, key, length, media type.
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
