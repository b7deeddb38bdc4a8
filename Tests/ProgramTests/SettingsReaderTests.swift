import POSIX
import Program
import Testing

@Suite struct SettingsReaderTests {
    private enum Colour: String, CaseIterable { case red, green }

    private let reader = SettingsReader([
        "LIVETEX_BRIDGE_STATE": "/s", "LIVETEX_BRIDGE_YES": "1", "LIVETEX_BRIDGE_NO": "0", "LIVETEX_BRIDGE_COUNT": "12",
        "LIVETEX_BRIDGE_COLOUR": "green", "LIVETEX_BRIDGE_EMPTY": "", "LIVETEX_BRIDGE_WORD": "true", "OTHER": "1",
    ])

    @Test func readsSettings() throws {
        #expect(reader.state == "/s")
        #expect(try reader.flag("YES") && !reader.flag("NO", without: true))
        #expect(try reader.number("COUNT", atLeast: 12) == 12)
        #expect(try reader.choice("COLOUR") == Colour.green)
    }

    @Test(arguments: ["EMPTY", "MISSING", "OTHER"])
    func anEmptySettingCountsAsMissing(_ name: String) throws {
        #expect(reader.bundle == "/etc/livetex-bridge/bundle")
        #expect(reader.text(name) == nil)
        #expect(try !reader.flag(name) && reader.flag(name, without: true))
        #expect(try reader.number(name, atLeast: 1) == nil)
        #expect(try reader.choice(name) == Colour?.none)
    }

    @Test func readsWhatTheStateDirectoryMayBe() throws {
        func allowed(_ words: String, network: String = "") throws -> Set<DirectoryHazard> {
            try SettingsReader(["LIVETEX_BRIDGE_ALLOW_STATE": words, "LIVETEX_BRIDGE_ALLOW_NETWORK_STATE": network])
                .allowedHazards()
        }
        #expect(try allowed("") == [])
        #expect(try allowed("", network: "1") == [.network])
        #expect(try allowed("tmpfs,writable") == [.tmpfs, .writable])
        #expect(try allowed("network") == [.network])
        let error = #expect(throws: SettingsReader.Problem.self) { try allowed("tmpfs, writable") }
        #expect(
            error?.description
                == "LIVETEX_BRIDGE_ALLOW_STATE is \"tmpfs, writable\", not a list of network, tmpfs, writable")
    }

    @Test func anErrorNamesTheVariableAndTheValidValues() {
        func problem(_ read: (SettingsReader) throws -> Void) -> String? {
            do { try read(reader) } catch { return "\(error)" }
            return nil
        }
        #expect(problem { _ = try $0.flag("WORD") } == #"LIVETEX_BRIDGE_WORD is "true", not 0 or 1"#)
        #expect(
            problem { _ = try $0.number("WORD", atLeast: 0) }
                == #"LIVETEX_BRIDGE_WORD is "true", not a number of milliseconds from 0 to 3600000"#)
        #expect(
            problem { _ = try $0.number("COUNT", of: "calls", atLeast: 13, atMost: 20) }
                == #"LIVETEX_BRIDGE_COUNT is "12", not a number of calls from 13 to 20"#)
        #expect(problem { _ = try $0.number("COUNT", atLeast: 1, atMost: 11) } != nil)
        #expect(
            problem { let _: Colour? = try $0.choice("WORD") }
                == #"LIVETEX_BRIDGE_WORD is "true", not one of red, green"#)
    }
}
