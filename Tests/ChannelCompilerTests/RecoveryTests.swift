import Diagnostics
import JSON
import POSIX
import TestSupport
import Testing

@testable import ChannelCompiler

/// What is found in a file with syntax errors: the errors, everything that is wrong in other parts, and nothing that only
/// seems wrong because a part was left out.
@Suite struct RecoveryTests {
    /// A sound configuration that uses all of the language, in the styles that people write.
    static let sound = """
        version: 1
        public_url: https://bridge.example.com/hooks
        channels:
          avito: direct
          desk: chat_center
        defaults:
          headers:
            bot: Бот
            lead: Клиент
          excluded_channels: [umnico, bitrix, jivo, webim, pyrus, desk]
        bindings:
          - id: support
            token: {env: LIVETEX_TOKEN}
            webhook_key:
              - env: LIVETEX_WEBHOOK_KEY
              - {file: /run/old}
            name: "Поддержка
              на двух строках"
            bot:
              url: https://10.0.0.7/call
              token: {env: METABOT_TOKEN}
              accept_token: {env: BRIDGE_TOKEN}
            allow_private: [10.0.0.7]
            notices:
              transferred: >
                Диалог переведён
                на оператора
              timeout: Никого нет
            retention: 30d
          - id: sales
            token: {env: SALES_TOKEN}
            webhook_key: {env: SALES_WEBHOOK_KEY}
            headers: {bot: "🤖 Бот", lead: "🙂 Лид"}
            excluded_channels:
              - umnico
              - bitrix
              - jivo
              - webim
              - pyrus
              - desk
              - telegram
            bot: {url: "https://bot.example.com/a",
              token: {env: METABOT_TOKEN}, accept_token: {env: BRIDGE_TOKEN}}
            waiting_timeout: 15m
          - id: last
            token: {env: LAST_TOKEN}
            webhook_key: {env: LAST_WEBHOOK_KEY}
            bot:
              url: https://bot.example.com/b
              token: {env: METABOT_TOKEN}
              accept_token: {env: BRIDGE_TOKEN}

        """

    private static let syntax: Set<String> = ["not-yaml", "tab-indentation"]

    private static func check(_ text: String) -> [Diagnostic] {
        ChannelCompiler().check([SourceText(name: "channels.yaml", bytes: Array(text.utf8))]).diagnostics
    }

    /// What people do to a line: its indentation, its key with hyphens and colon, its value.
    private typealias Change = @Sendable (_ indent: Substring, _ key: Substring, _ value: Substring) -> String?

    private static let damages: [(name: String, change: Change)] = [
        ("tab", { indent, key, value in indent.isEmpty ? nil : "\t\(key)\(value)" }),
        ("less", { indent, key, value in indent.isEmpty ? nil : "\(indent.dropFirst())\(key)\(value)" }),
        ("more", { indent, key, value in " \(indent)\(key)\(value)" }),
        ("much more", { indent, key, value in "   \(indent)\(key)\(value)" }),
        ("quote", { indent, key, value in "\(indent)\(key)\"\(value)" }),
        ("single quote", { indent, key, value in "\(indent)\(key)'\(value)" }),
        ("bracket", { indent, key, value in "\(indent)\(key)[\(value)" }),
        ("brace", { indent, key, value in "\(indent)\(key){\(value)" }),
        ("closing", { indent, key, value in "\(indent)\(key)\(value)}" }),
        ("only closing", { indent, key, value in "\(indent)]" }),
        ("colon", { indent, key, value in "\(indent)\(key)x: \(value)" }),
        ("no colon", { indent, key, value in "\(indent)\(key.replacing(":", with: ""))\(value)" }),
        ("escape", { indent, key, value in "\(indent)\(key)\"\\я\"" }),
        ("at sign", { indent, key, value in "\(indent)\(key)@\(value)" }),
        ("percent", { indent, key, value in "\(indent)%\(key)\(value)" }),
        ("backtick", { indent, key, value in "\(indent)`\(key)\(value)" }),
        ("control", { indent, key, value in "\(indent)\(key)\(value)\u{1}" }),
        ("control in the key", { indent, key, value in "\(indent)\u{7F}\(key)\(value)" }),
        ("alias", { indent, key, value in "\(indent)\(key)* \(value)" }),
        ("dashes", { indent, key, value in "\(indent)\(key)- \(value)" }),
        ("note", { indent, key, value in "TODO ask Ivan\n\(indent)\(key)\(value)" }),
        ("conflict", { indent, key, value in "=======\n\(indent)\(key)\(value)" }),
        ("block", { indent, key, value in "\(indent)\(key)|x\(value)" }),
    ]

    private static func damaged(_ text: String, line: Int, _ change: Change)
        -> String?
    {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let indent = lines[line].prefix { $0 == " " }
        let rest = lines[line].dropFirst(indent.count)
        let key =
            rest.hasSuffix(":")
            ? "\(rest) "
            : rest.firstRange(of: ": ").map { rest[..<$0.upperBound] } ?? rest.prefix { $0 == "-" || $0 == " " }
        guard let changed = change(indent, key, rest.dropFirst(key.count)) else { return nil }
        lines[line] = changed[...]
        return lines.joined(separator: "\n")
    }

    @Test func theSampleIsSound() {
        #expect(Self.check(Self.sound).map(\.code) == ["obsolete-api"])
    }

    /// Every line damaged in every way: where that is a syntax error, nothing else is reported.
    @Test(arguments: damages.map(\.name))
    func aGapIsNoFault(damage: String) throws {
        let change = try #require(Self.damages.first { $0.name == damage }).change
        var count = 0
        for line in 0..<Self.sound.split(separator: "\n").count {
            guard let text = Self.damaged(Self.sound, line: line, change) else { continue }
            let found = Self.check(text).filter { $0.code != "obsolete-api" }
            guard found.contains(where: { Self.syntax.contains($0.code) }) else { continue }
            count += 1
            let others = found.filter { !Self.syntax.contains($0.code) }
            #expect(others.isEmpty, "line \(line + 1) with \(damage): \(others.map { "\($0.code) at \($0.path)" })")
            #expect(found.count - others.count <= 2, "line \(line + 1) with \(damage)")
            let onWindows = Self.check(text.replacing("\n", with: "\r\n")).filter { $0.severity == .error }
            #expect(onWindows.map(\.message) == found.map(\.message), "line \(line + 1) with \(damage) and CR LF")
        }
        #expect(count > 20)
    }

    /// What is wrong in the first and in the last binding is found, unless the damage is in that binding.
    @Test(arguments: damages.map(\.name))
    func whatIsWrongInOtherPartsIsFound(damage: String) throws {
        let change = try #require(Self.damages.first { $0.name == damage }).change
        let text = Self.sound.replacing("id: support", with: "id: Support") + "    retention: 1h\n"
        for line in 0..<Self.sound.split(separator: "\n").count {
            // Without the line `bindings:` there are no bindings.
            guard line != 10, let damaged = Self.damaged(text, line: line, change) else { continue }
            let codes = Set(Self.check(damaged).map(\.code))
            guard !codes.isDisjoint(with: Self.syntax) else { continue }
            // A hyphen that is damaged may belong to the binding above.
            if !(11...29).contains(line) {
                #expect(codes.contains("bad-binding-id"), "line \(line + 1) with \(damage)")
            }
            if line < 44 { #expect(codes.contains("retention-too-short"), "line \(line + 1) with \(damage)") }
        }
    }

    // MARK: Work

    private static func read(_ text: String) -> YAMLReader.Result {
        YAMLReader.read(SourceText(name: "x", bytes: Array(text.utf8)))
    }

    /// However many parts are damaged, each part is read a few times, not once for each error.
    @Test func everyDamagedPartIsReadOnce() {
        let text = "version: 1\nbindings:\n" + String(repeating: "  - id: [a\n    name: b\n", count: 5000)
        let result = Self.read(text)
        #expect(result.problems.count == 5000)
        #expect(result.bytesParsed < 4 * text.utf8.count)
    }

    /// Single characters are replaced and the text is read again, as long as that does not take long.
    @Test(arguments: ["@x", "\t\n", "`x"]) func aLargeFileIsNotReadManyTimes(line: String) {
        let text = "bindings:\n" + String(repeating: "  - \(line)\n", count: 2000)
        #expect(Self.read(text).bytesParsed < 24 * text.utf8.count)
    }

    @Test func placesAreThoseOfTheFileAfterCharactersOfEveryLength() {
        let text = Self.sound.replacing("timeout: Никого нет", with: "timeout: `Никого 漢字 🤖`")
            .replacing("id: last", with: "id: Last")
        let found = Self.check("\u{FEFF}" + text).filter { $0.severity == .error }
        #expect(found.map(\.code) == ["not-yaml", "bad-binding-id"])
        let offset = text.utf8.count - (text.firstRange(of: "Last").map { text[$0.lowerBound...].utf8.count } ?? 0)
        #expect(found.last?.location.span.start == Position(offset: offset + 3, line: 45, column: 9))
    }
}
