import Testing

@testable import JSON

@Suite struct JSONTests {
    @Test func keepsIntegersAndTextExactly() throws {
        let text = #"{"a":[1,-9223372036854775808,9223372036854775807,1.5,true,null],"ключ":"\u0000 эмодзи 👩‍👩‍👧"}"#
        let value = try JSON(parsing: text)
        #expect(value["a"]?[2] == 9_223_372_036_854_775_807)
        #expect(value["ключ"]?.string == "\0 эмодзи 👩‍👩‍👧")
        #expect(value.text() == text)
    }

    /// Bytes are for other programs, text is for terminals and logs. Both have the same value.
    @Test func textHasNoCharacterThatControlsATerminal() throws {
        let value: JSON = ["a\u{9B}": "\u{1B}[2J\n\u{7F}\u{202E}\u{2028}é"]
        #expect(value.text() == #"{"a\u009b":"\u001B[2J\n\u007f\u202e\u2028é"}"#)
        #expect(
            value.text(pretty: true) == "{\n  \(value.text().dropFirst().dropLast().replacing("\":", with: "\": "))\n}")
        #expect(String(decoding: value.bytes(), as: UTF8.self).contains("\u{9B}"))
        for text in [value.text(), value.text(pretty: true)] { #expect(try JSON(parsing: text) == value) }
    }

    @Test func anIntegerIsWithinItsRange() throws {
        let fields = try Fields(["a": 5, "b": .int(.max)])
        #expect(try fields.int("a", in: 5...5) == 5 && fields.optionalInt("c", in: 5...5) == nil)
        let error = #expect(throws: FieldError.self) { try fields.int("b", in: 1...9) }
        #expect(error?.message == "b must be between 1 and 9, not 9223372036854775807")
        #expect(throws: FieldError.self) { try fields.int("c", in: 1...9) }
    }

    @Test(arguments: [
        (#"{"data":{"attributes":{"order":92233720368547758080}}}"#, "data.attributes.order"),
        (#"{"a":1,"list":[{"x":"]"},{"size": 1e999}]}"#, "list[1].size"),
        (#"[[1,2],[3,99999999999999999999]]"#, "[1][1]"),
    ])
    func namesTheFieldOfATooLargeNumber(text: String, path: String) {
        let error = #expect(throws: JSONError.self) { try JSON(parsing: text) }
        #expect(error == JSONError(message: "the number does not fit into 64 bits", path: path, isLimit: true))
    }

    @Test func limitsNesting() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        _ = try JSON(parsing: nested(JSON.maximumDepth))
        #expect(throws: JSONError.self) { try JSON(parsing: nested(JSON.maximumDepth + 1)) }
        #expect(throws: JSONError.self) { try JSON(parsing: nested(100_000)) }
    }

    @Test(arguments: ["", " ", "{", "{}{}", #"{"a":1,"a":2}"#, "\"\u{1}\"", "nul", "[1,]", "\u{feff}{}", "{'a':1}"])
    func refusesATextThatIsNotOneValue(text: String) {
        #expect(throws: JSONError.self) { try JSON(parsing: text) }
    }

    /// jansson takes a NUL after a number or a literal for the end of its buffer and goes on after it.
    @Test(arguments: [
        "{\"v\":1\0,\"a\":2}", "[true\0]", "1\0", "[1.5\0 ]", "{\"a\":null\0}", "\0{}", "{}\0", "[\"a\0\"]",
    ])
    func refusesANUL(text: String) {
        let error = #expect(throws: JSONError.self) { try JSON(parsing: text) }
        #expect(error?.message.hasPrefix("a NUL byte at line 1, column ") == true)
        #expect(throws: JSONError.self) { try JSON.repairing(Array(text.utf8)) }
    }

    @Test func repairsANULInAMembersName() throws {
        let text = #"{"a\u0000b":{"\u0000":"\u0000"} , "\\u0000" : 1}"#
        #expect(throws: JSONError.self) { try JSON(parsing: text) }
        let repaired = try JSON.repairing(Array(text.utf8))
        #expect(repaired.isRepaired)
        #expect(repaired.value == ["a\u{fffd}b": ["\u{fffd}": "\0"], "\\u0000": 1])
    }

    /// A reply or a log line must not be longer than what was sent.
    @Test func anErrorIsNotLongerThanWhatWasSent() {
        for text in [
            String(repeating: "[", count: 2_000), String(repeating: #"{"a":"#, count: 2_000),
            #"{"\#(String(repeating: "a", count: 2_000))":99999999999999999999}"#,
        ] {
            let error = #expect(throws: JSONError.self) { try JSON(parsing: text) }
            #expect((error?.path ?? "").count + (error?.message ?? "").count < 300)
        }
    }

    @Test func refusesInvalidUTF8() {
        #expect(throws: JSONError.self) { try JSON(parsing: [0x22, 0xff, 0x22]) }
    }

    /// The text may hold a secret or a person's words.
    @Test(
        arguments: [
            (#"{"webhook_key":"geheim" x}"#, "'}' expected at line 1, column "),
            ("{\"a\":1,\n \"geheim\":2, \"geheim\":3}", "duplicate object key at line 2, column "),
            ("[\u{301}geheim]", "invalid token at line 1, column "),
            (#"["a" near 'geheim'"#, "']' expected at line 1, column "),
            ("[\"geheim", "premature end of input at line 1, column "),
        ])
    func anErrorNamesThePlaceAndDoesNotQuote(text: String, message: String) {
        let error = #expect(throws: JSONError.self) { try JSON(parsing: text) }
        #expect(error?.message.hasPrefix(message) == true, "\(String(describing: error))")
        #expect(error?.message.contains("geheim") == false)
    }

    @Test(
        arguments: [
            (#""\ud83d""#, "\u{fffd}"), (#""\uDE00x""#, "\u{fffd}x"), (#""\ud83d\ud83d\ude00""#, "\u{fffd}😀"),
            (#""\ud83d\n\ud83dx\ud83d\\ude00""#, "\u{fffd}\n\u{fffd}x\u{fffd}\\ude00"), (#""\\\ud83d""#, "\\\u{fffd}"),
        ])
    func repairsHalvesOfSurrogatePairs(text: String, value: String) throws {
        let repaired = try JSON.repairing(Array(text.utf8))
        #expect(repaired.value == .string(value) && repaired.isRepaired)
    }

    @Test func repairsBytesThatAreNotUTF8() throws {
        let repaired = try JSON.repairing(Array(#"{"a":"😀"#.utf8) + [0xf0, 0x9f, 0xff] + Array(#""}"#.utf8))
        #expect(repaired.value["a"]?.string == "😀\u{fffd}\u{fffd}" && repaired.isRepaired)
    }

    @Test func repairsNothingElse() throws {
        for text in [
            "", "{", #"{"a":1,"a":"\ud83d"}"#, #"["\ud83d", 99999999999999999999]"#, #""\ud83"#, "\\ud83d", "\\",
        ] {
            #expect(throws: JSONError.self) { try JSON.repairing(Array(text.utf8)) }
        }
        let whole = #"["\\ud83d","\ud83d\ude00"]"#
        #expect(try JSON.repairing(Array(whole.utf8)).value == JSON(parsing: whole))
        #expect(try !JSON.repairing(Array(whole.utf8)).isRepaired)
    }

    @Test func writesSortedKeysAndPrettyText() {
        let value: JSON = ["b": [1, 2], "a": "x/y"]
        #expect(value.text() == #"{"a":"x/y","b":[1,2]}"#)
        #expect(value.text(pretty: true) == "{\n  \"a\": \"x/y\",\n  \"b\": [\n    1,\n    2\n  ]\n}")
    }

    @Test func aNullFieldCountsAsAbsent() throws {
        let fields = try Fields(["a": .null])
        #expect(fields["a"] == nil)
        #expect(try fields.optionalString("a") == nil)
        #expect(try fields.optionalObject("a") == nil)
    }

    @Test func anErrorNamesTheFieldsPath() throws {
        let fields = try Fields(JSON(parsing: #"{"message":{"text":["x"],"list":[{"url":1}]}}"#), path: "data")
        let message = try fields.object("message")
        #expect(throws: FieldError(path: "data.message.text", problem: "must be a string, not an array")) {
            try message.string("text")
        }
        #expect(throws: FieldError(path: "data.message.id", problem: "is missing")) { try message.string("id") }
        #expect(throws: FieldError(path: "data.message.list[0].url", problem: "must be a string, not an integer")) {
            try message.objects("list")[0].string("url")
        }
    }
}
