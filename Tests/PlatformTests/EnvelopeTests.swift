import Dialog
import JSON
import TestSupport
import Testing

@testable import Platform

/// The envelope of both directions.
@Suite struct EnvelopeTests {
    @Test func readsTheEnvelope() throws {
        let event = try PlatformEvent(Sample.leadMessage)
        #expect(event.id == "01JD9Q0V6T3W8K4Z5B2N7M1C9X")
        #expect(event.party == Party(botID: 49, leadID: 30400, channel: "telegram", name: "Иван"))
    }

    @Test func keepsTheJSONTypeOfIDs() throws {
        let texts = Sample.leadMessage.changing("bot_id", to: "49").changing("lead.id", to: "30400")
        #expect(
            try PlatformEvent(texts).party == Party(botID: "49", leadID: "30400", channel: "telegram", name: "Иван"))
        let large = Sample.leadMessage.changing("lead.id", to: .int(.max))
        #expect(try PlatformEvent(large).party.leadID == .int(.max))
    }

    @Test(arguments: Sample.all) func checksTheCommonFields(body: JSON) throws {
        for (path, value, message) in [
            ("v", nil, "v is missing"), ("v", "one", "v must be an integer, not a string"),
            ("id", nil, "id is missing"), ("id", [5], "id must be a string, not an array"),
            ("id", "", "id must be 1 to 128 of A-Z a-z 0-9 . _ : -"),
            ("id", "a b", "id must be 1 to 128 of A-Z a-z 0-9 . _ : -"),
            ("id", "ж", "id must be 1 to 128 of A-Z a-z 0-9 . _ : -"),
            ("id", "a\n", "id must be 1 to 128 of A-Z a-z 0-9 . _ : -"),
            ("id", .string(String(repeating: "a", count: 129)), "id must be 1 to 128 of A-Z a-z 0-9 . _ : -"),
            ("type", nil, "type is missing"), ("type", .null, "type is missing"),
            ("type", 1, "type must be a string, not an integer"),
            ("bot_id", nil, "bot_id is missing"), ("bot_id", .null, "bot_id is missing"),
            ("bot_id", "", "bot_id must not be empty"),
            ("bot_id", .double(1.5), "bot_id must be an integer or a string, not a number"),
            ("bot_id", [49], "bot_id must be an integer or a string, not an array"),
            ("lead", nil, "lead is missing"), ("lead", 30400, "lead must be an object, not an integer"),
            ("lead.id", nil, "lead.id is missing"), ("lead.id", "", "lead.id must not be empty"),
            ("lead.id", true, "lead.id must be an integer or a string, not a boolean"),
            ("lead.channel", nil, "lead.channel is missing"),
            ("lead.channel", 1, "lead.channel must be a string, not an integer"),
        ] as [(String, JSON?, String)] {
            let error = #expect(throws: EnvelopeError.self, "\(path) was accepted") {
                try PlatformEvent(body.changing(path, to: value))
            }
            #expect(error?.field?.message == message)
        }
    }

    @Test func optionalFieldsMayBeAbsentOrNull() throws {
        for value in [nil, JSON.null, "", " \n\u{200b}", [], true] {
            #expect(try PlatformEvent(Sample.leadMessage.changing("lead.name", to: value)).party.name == nil)
        }
    }

    @Test func aNameIsTrimmedAndCut() throws {
        let long = String(repeating: "ж", count: 10_000)
        for (name, expected) in [(" Иван\n\t Петров ", "Иван Петров"), (long, String(long.prefix(255)))] {
            #expect(
                try PlatformEvent(Sample.leadMessage.changing("lead.name", to: .string(name))).party.name == expected)
        }
    }

    @Test func numbersWithAFractionOfZeroAreIntegers() throws {
        let body = Sample.leadMessage.changing("lead.id", to: .double(30400)).changing("bot_id", to: .double(49))
        let party = try PlatformEvent(body.changing("id", to: 17).changing("v", to: .double(1))).party
        #expect(party == Party(botID: 49, leadID: 30400, channel: "telegram", name: "Иван"))
        #expect(try PlatformEvent(body.changing("id", to: 17)).id == "17")
    }

    @Test(arguments: Sample.all) func ignoresUnknownFields(body: JSON) throws {
        let more = body.changing("novelty", to: ["a": 1]).changing("lead.phone", to: 7).changing("data.novelty", to: [])
        #expect(try PlatformEvent(more) == PlatformEvent(body))
    }

    @Test func anotherVersionIsRefusedBeforeItsFieldsAreRead() {
        for (version, rest) in [(2, Sample.leadMessage), (0, Sample.leadMessage), (-1, ["type": 5])] as [(Int64, JSON)]
        {
            #expect(throws: EnvelopeError.unsupportedVersion(version)) {
                try PlatformEvent(rest.changing("v", to: .int(version)))
            }
        }
    }

    @Test func aBodyThatIsNoObjectIsRefused() {
        for body: JSON in [[], "x", 5, .null] {
            #expect(throws: EnvelopeError.field(FieldError(path: "", problem: "must be an object, not \(body.kind)"))) {
                try PlatformEvent(body)
            }
        }
    }

    @Test func findsTheIDOfAnInvalidBody() {
        #expect(PlatformEvent.id(in: ["id": "e1", "v": 9]) == "e1")
        #expect(PlatformEvent.id(in: ["id": 5]) == nil)
    }
}
