import JSON
import POSIX
import TestSupport
import Testing

/// The OpenAPI document says what the JSON Schema says.
@Suite struct OpenAPITests {
    private static let path = "\(Programs.repository)/docs/platform-contract.openapi.json"
    private static let validator = "\(Programs.repository)/.build/openapi-validator"

    private static func document() throws -> JSON { try JSON(parsing: FileSystem.read(path)) }

    @Test func theDocumentIsMadeOfTheSchema() throws {
        let program = Subprocess(
            "\(Programs.repository)/scripts/write-openapi", ["--print"], environment: Environment.all())
        let result = try program.run()
        #expect(result.errorText == "")
        #expect(result.output == (try FileSystem.read(Self.path)), "run `make openapi`")
    }

    /// Judged by openapi-spec-validator of PyPI. It refuses a document with a mistake.
    @Test func theDocumentIsValidOpenAPI() throws {
        try #require(
            FileSystem.exists("\(Self.validator)/requirements.txt"),
            "openapi-spec-validator is missing: run scripts/fetch-openapi-validator")
        let document = try Self.document()
        let mistakes = [
            document.changing("openapi", to: "3.2.7"), document.changing("info.title", to: nil),
            document.changing("paths./bot/{binding}.parameters", to: nil),
            document.changing("components.schemas.toBridge.properties", to: 5),
        ]
        let directory = try TemporaryDirectory()
        for (number, text) in ([document] + mistakes).enumerated() {
            let path = try directory.write(text.text(), to: "\(number).json")
            let program = Subprocess(
                "/usr/bin/python3", ["-m", "openapi_spec_validator", "--schema", "3.1.0", path],
                environment: Environment.all().merging(["PYTHONPATH": Self.validator]) { $1 })
            let result = try program.run()
            #expect(
                (result.ending == .exited(0)) == (number == 0), "\(number): \(result.outputText)\(result.errorText)")
        }
    }

    /// The components judge every example of the page, and events with a mistake, as the schema does.
    @Test func theComponentsJudgeAsTheSchemaDoes() throws {
        for (mark, part) in [("to-bridge", "toBridge"), ("to-platform", "toPlatform"), ("reply", "reply")] {
            let examples = try Contract.examples(mark)
            let values = examples + examples.flatMap { $0.mutants([nil, [1], "x"]) }
            let schema = try Self.document().changing("$ref", to: .string("#/components/schemas/\(part)"))
            let answers = try PythonSchema.validate(values, against: schema)
            #expect(try answers == Contract.accepts(values, as: part))
            #expect(answers.contains(true) && answers.contains(false))
        }
    }

    /// A webhook takes its event in each form of the body, and no other event.
    @Test func aWebhookTakesItsEventInEveryForm() throws {
        let examples = try Contract.examples("to-platform")
        let document = try Self.document()
        let types = document["webhooks"]?.object.map { Set($0.map { $0.key.description }) }
        #expect(types == Set(examples.compactMap { $0["type"]?.string }))
        for event in examples {
            let type = try #require(event["type"]?.string)
            let body = document["webhooks"]?[type]?["post"]?["requestBody"]?["content"]?["application/json"]?["schema"]
            let schema = document.changing("anyOf", to: body?["anyOf"])
            let other = event.changing("type", to: type == "ping" ? "notice" : "ping")
            let bodies: [JSON] = [event, other].flatMap { event -> [JSON] in
                [
                    event, ["script_request_params": event],
                    ["lead_id": 1, "script_code": "s", "script_request_params": event],
                ]
            }
            #expect(
                try PythonSchema.validate(bodies, against: schema) == [true, true, true, false, false, false], "\(type)"
            )
        }
    }
}
