import POSIX
import Testing

@Suite struct OptionReaderTests {
    private enum Colour: String, CaseIterable { case red, green, blue }

    @Test func readsOptionsWithTheirValuesAndKeepsTheRest() throws {
        var options = OptionReader([
            "bot", "--state", "/s", "--bundle=/a=b", "-h", "support", "--wait=", "--colour", "green",
        ])
        #expect(options.next() == "--state")
        #expect(try options.value() == "/s")
        #expect(options.next() == "--bundle")
        #expect(try options.value() == "/a=b")
        #expect(options.next() == "-h")
        #expect(options.next() == "--wait")
        #expect(try options.value().isEmpty)
        #expect(options.next() == "--colour")
        #expect(try options.choice() == Colour.green)
        #expect(options.next() == nil)
        #expect(options.positional == ["bot", "support"])
    }

    @Test func anErrorNamesTheOptionAndTheValue() {
        func message(_ arguments: [String], _ read: (inout OptionReader) throws -> Void) -> String? {
            var options = OptionReader(arguments)
            _ = options.next()
            do {
                try read(&options)
                return nil
            } catch {
                return (error as? OptionReader.UsageError)?.message
            }
        }
        #expect(message(["--state"]) { _ = try $0.value() } == "--state needs a value")
        #expect(
            message(["--linger=1s"]) { _ = try $0.milliseconds(atLeast: 0) }
                == "--linger takes milliseconds from 0 to 2592000000, not \"1s\"")
        #expect(
            message(["--within", "0"]) { _ = try $0.milliseconds(atLeast: 1) }
                == "--within takes milliseconds from 1 to 2592000000, not \"0\"")
        #expect(message(["--within", "9223372036854775807"]) { _ = try $0.milliseconds(atLeast: 1) } != nil)
        #expect(message(["--within", "5"]) { _ = try $0.milliseconds(atLeast: 5) } == nil)
        #expect(
            message(["--colour", "pink"]) { let _: Colour = try $0.choice() }
                == "--colour is red, green or blue, not \"pink\"")
        #expect(message(["--wat=1"]) { throw $0.unknown } == "unknown option --wat=1")
    }
}
