import JSON
import POSIX
import TestSupport
import Testing

/// Invalid requests get the contract's status and a body that names the error. They have one line in the log and change
/// nothing.
@Suite struct ReceiverRefusalTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var path = "/bot/support"
        var body = Receiver.event()
        var variables: [String: String?] = [:]
        var status: Int
        var code: String
        var field: String?

        var testDescription: String { name }
    }

    static let cases: [Case] = [
        Case(name: "unknown path", path: "/else/support", status: 404, code: "not_found"),
        Case(name: "no path", path: "", status: 404, code: "not_found"),
        Case(name: "path without a binding", path: "/bot/", status: 404, code: "not_found"),
        Case(name: "path with more", path: "/bot/support/x", status: 404, code: "not_found"),
        Case(name: "unknown binding", path: "/bot/sales", status: 404, code: "unknown_binding"),
        Case(name: "binding out of the bundle", path: "/bot/..", status: 404, code: "unknown_binding"),
        Case(name: "binding with a NUL-like name", path: "/livetex/%00", status: 404, code: "unknown_binding"),
        Case(name: "an encoded way out", path: "/bot/..%2f..%2fsecret", status: 404, code: "unknown_binding"),
        Case(name: "a way out with backslashes", path: #"/bot/..\..\secret"#, status: 404, code: "unknown_binding"),
        Case(name: "a way out in steps", path: "/bot/../bindings/support", status: 404, code: "not_found"),
        Case(name: "this directory", path: "/bot/.", status: 404, code: "unknown_binding"),
        Case(name: "a hidden file", path: "/bot/.support", status: 404, code: "unknown_binding"),
        Case(name: "the file's own name", path: "/bot/support.json", status: 404, code: "unknown_binding"),
        Case(name: "another case", path: "/bot/Support", status: 404, code: "unknown_binding"),
        Case(name: "a letter that looks the same", path: "/bot/suppоrt", status: 404, code: "unknown_binding"),
        Case(name: "a space", path: "/livetex/support ", status: 404, code: "unknown_binding"),
        Case(
            name: "a longer name than any", path: "/bot/" + String(repeating: "a", count: 4_000), status: 404,
            code: "unknown_binding"),
        Case(name: "HEAD", variables: ["REQUEST_METHOD": "HEAD"], status: 405, code: "method_not_allowed"),
        Case(name: "PUT", variables: ["REQUEST_METHOD": "PUT"], status: 405, code: "method_not_allowed"),
        Case(name: "no length", variables: ["CONTENT_LENGTH": nil], status: 411, code: "length_required"),
        Case(
            name: "a length that is no number", variables: ["CONTENT_LENGTH": "many"], status: 411,
            code: "length_required"),
        Case(name: "a negative length", variables: ["CONTENT_LENGTH": "-1"], status: 411, code: "length_required"),
        Case(
            name: "10 MB", body: String(repeating: "x", count: 10_000_000), status: 413, code: "too_large"),
        Case(name: "one byte too many", body: String(repeating: " ", count: 262_145), status: 413, code: "too_large"),
        Case(
            name: "a body that ends early", variables: ["CONTENT_LENGTH": "5000"], status: 400, code: "incomplete_body"),
        Case(name: "no token", variables: ["HTTP_AUTHORIZATION": nil], status: 401, code: "unauthorized"),
        Case(name: "another scheme", variables: ["HTTP_AUTHORIZATION": "Basic x"], status: 401, code: "unauthorized"),
        Case(name: "wrong token", variables: ["HTTP_AUTHORIZATION": "Bearer wrong"], status: 401, code: "unauthorized"),
        Case(
            name: "wrong bridge token", variables: ["HTTP_AUTHORIZATION": nil, "HTTP_X_BRIDGE_TOKEN": "wrong"],
            status: 401,
            code: "unauthorized"),
        Case(name: "empty body", body: "", status: 400, code: "invalid_json"),
        Case(name: "not JSON", body: "{", status: 400, code: "invalid_json"),
        // The half character is repaired; what is left is no object.
        Case(name: "half a character", body: "\"\\ud800\"", status: 422, code: "invalid_event"),
        Case(name: "JSON, but no object", body: "[]", status: 422, code: "invalid_event"),
        Case(
            name: "another version", body: Receiver.event("lead.message", ["v": 2]), status: 422,
            code: "unsupported_version", field: "v"),
        Case(
            name: "no version", body: Receiver.event("lead.message", ["v": .null]), status: 422, code: "invalid_event",
            field: "v"),
        Case(name: "a bad id", body: Receiver.event(id: "мой id"), status: 422, code: "invalid_event", field: "id"),
        Case(
            name: "a boolean lead", body: Receiver.event(lead: true), status: 422, code: "invalid_event",
            field: "lead.id"),
        Case(
            name: "a text that is a list", body: Receiver.event(data: ["message": ["id": "m", "text": []]]),
            status: 422,
            code: "invalid_event", field: "data.message.text"),
        Case(
            name: "an empty message", body: Receiver.event(data: ["message": ["id": "m"]]), status: 422,
            code: "invalid_event", field: "data.message"),
        Case(
            name: "a number beyond 64 bits", body: #"{"v":1,"data":{"message":{"size":99999999999999999999}}}"#,
            status: 422,
            code: "invalid_event", field: "data.message.size"),
        Case(
            name: "nested too deep", body: String(repeating: "[", count: 100) + String(repeating: "]", count: 100),
            status: 422, code: "invalid_event", field: String(repeating: "[0]", count: 32)),
        Case(name: "LiveTex without a key", path: "/livetex/support", body: "{}", status: 403, code: "forbidden"),
        Case(name: "LiveTex unreadable", path: "/livetex/support", body: "?", status: 403, code: "forbidden"),
        Case(name: "LiveTex empty", path: "/livetex/support", body: "", status: 403, code: "forbidden"),
        Case(name: "LiveTex with an empty list", path: "/livetex/support", body: "[]", status: 403, code: "forbidden"),
        Case(
            name: "LiveTex with a wrong key", path: "/livetex/support",
            body: Receiver.webhook("TextMessage", ["webhook_key": "wrong"]), status: 403, code: "forbidden"),
    ]

    @Test(arguments: cases)
    func anInvalidRequestIsRefused(_ refusal: Case) async throws {
        let receiver = try Receiver()
        let before = try receiver.stateFiles()
        let reply = try await receiver.post(refusal.path, refusal.body, refusal.variables)
        #expect(reply.status == refusal.status)
        #expect(reply.code == refusal.code)
        #expect(reply.field == refusal.field)
        #expect(reply.body["error"]?["message"]?.string?.isEmpty == false)
        #expect(reply.log.count == 1)
        #expect(reply.log.first?["outcome"]?.string == refusal.code)
        #expect(reply.headers["content-type"] == "application/json; charset=utf-8")
        #expect(reply.ending == .exited(0))
        #expect(try receiver.stateFiles() == before)
    }

    /// The sender must not make a small body a long reply, or a long line in the log.
    @Test(arguments: [
        String(repeating: "[", count: 3_000), #"{"v":1,"\#(String(repeating: "k", count: 200_000))":1e999}"#,
    ])
    func aRefusalIsShort(body: String) async throws {
        let reply = try await Receiver().post("/bot/support", body)
        #expect(reply.status == 422 && reply.body.bytes().count < 1_400, "\(reply.body.bytes().count)")
        #expect(reply.log[0].bytes().count < 2_600, "\(reply.log[0].bytes().count)")
    }

    struct Outage: Sendable, CustomTestStringConvertible {
        var name: String
        var detail: String
        var damage: @Sendable (inout Receiver) throws -> Void

        var testDescription: String { name }
    }

    static let outages: [Outage] = [
        Outage(name: "bundle missing", detail: "the bundle cannot be read") {
            $0.environment["LIVETEX_BRIDGE_BUNDLE"] = "/nowhere"
        },
        Outage(name: "bundle of another schema version", detail: "schema_version is 99") {
            let path = $0.directory("bundle/bindings/support.json")
            let text = String(decoding: try FileSystem.read(path), as: UTF8.self)
            try FileSystem.replace(
                path, with: Array(text.replacing("\"schema_version\": 1", with: "\"schema_version\": 99").utf8))
        },
        Outage(name: "binding damaged", detail: "support.json") {
            try FileSystem.replace($0.directory("bundle/bindings/support.json"), with: [0x7b])
        },
        Outage(name: "state missing", detail: "is missing; make it with") {
            $0.environment["LIVETEX_BRIDGE_STATE"] = "/nowhere"
        },
        Outage(name: "state is a file", detail: "is missing; make it with") {
            try FileSystem.replace($0.directory("file"), with: [])
            $0.environment["LIVETEX_BRIDGE_STATE"] = $0.directory("file")
        },
        Outage(name: "state not writable", detail: "the state directory cannot be used") {
            // Not even root can make directories there.
            $0.environment["LIVETEX_BRIDGE_STATE"] = "/proc/self"
        },
        Outage(name: "secret missing", detail: "ACCEPT is not set") { $0.environment["ACCEPT"] = nil },
        Outage(name: "delivery that means nothing", detail: "LIVETEX_BRIDGE_DELIVERY is \"pigeon\"") {
            $0.environment["LIVETEX_BRIDGE_DELIVERY"] = "pigeon"
        },
        Outage(name: "a yes that means nothing", detail: "LIVETEX_BRIDGE_ALLOW_NETWORK_STATE is \"yes\", not 0 or 1") {
            $0.environment["LIVETEX_BRIDGE_ALLOW_NETWORK_STATE"] = "yes"
        },
    ]

    @Test(arguments: outages)
    func anOutageOfTheBridgeIsAnsweredWith503(_ outage: Outage) async throws {
        var receiver = try Receiver()
        try outage.damage(&receiver)
        let reply = try await receiver.post("/bot/support", Receiver.event())
        #expect(reply.status == 503)
        #expect(reply.headers["retry-after"] != nil)
        #expect(reply.code == "unavailable")
        #expect(reply.log.count == 1)
        #expect(reply.log.first?["detail"]?.string?.contains(outage.detail) == true, "\(reply.log)")
        // The sender does not learn paths and causes.
        #expect(reply.body.text().contains("/") == false)
    }

    /// On a command line no host splits the path, so the binding's name itself must not lead out of the bundle.
    @Test(arguments: ["../bindings/support", "support/../support", "./support", "../../state/support"])
    func aBindingsNameIsNoPath(name: String) async throws {
        let receiver = try Receiver()
        let binding = try FileSystem.read(receiver.directory("bundle/bindings/support.json"))
        try FileSystem.replace(receiver.directory("state/support.json"), with: binding)
        let hook = Subprocess(try Programs.path("livetex-hook"), ["bot", name], environment: receiver.environment)
        let refused = try await hook.finish(input: Array(Receiver.event().utf8))
        #expect(refused.ending == .exited(1))
        #expect(refused.errorText.contains(#""outcome":"unknown_binding""#), "\(refused.errorText)")
        let courier = Subprocess(
            try Programs.path("livetex-courier"), ["query", "destinations", name], environment: receiver.environment)
        let unknown = try await courier.finish()
        #expect(unknown.ending == .exited(3))
        #expect(unknown.errorText.contains("there is no binding"), "\(unknown.errorText)")
    }

    /// Every field that comes from outside, with every kind of line break. `post` reads each line as JSON.
    @Test(arguments: ["\n", "\r", "\r\n", "\u{b}", "\u{c}", "\u{85}", "\u{2028}", "\u{2029}"])
    func logLinesCannotBeForged(lineBreak: String) async throws {
        let receiver = try Receiver()
        let forged = #"x\#(lineBreak){"level":"error","message":"forged"}"#
        let replies = [
            try await receiver.post("/bot/support", Receiver.event(id: forged)),
            try await receiver.post("/bot/support", Receiver.event(forged)),
            try await receiver.post("/bot/support", Receiver.event(channel: forged)),
            try await receiver.post("/bot/\(forged)", Receiver.event()),
            try await receiver.post("/\(forged)", Receiver.event()),
            try await receiver.post("/livetex/support", Receiver.webhook(forged)),
            try await receiver.post("/livetex/support", Receiver.webhook(id: forged)),
            try await receiver.post("/livetex/support", Receiver.webhook("TextMessage", ["user_id": .string(forged)])),
            try await receiver.post("/bot/support", Receiver.event(), ["REQUEST_METHOD": forged]),
        ]
        for reply in replies {
            // An undeclared channel has a line of its own.
            #expect(reply.log.filter { $0["message"] != "undeclared channel" }.count == 1)
            #expect(reply.log.allSatisfy { $0["message"] != "forged" && $0["program"] == "livetex-hook" })
            // No field becomes a header.
            let known: Set = ["status", "content-type", "content-length", "allow", "retry-after"]
            #expect(Set(reply.headers.keys).isSubset(of: known))
        }
    }
}
