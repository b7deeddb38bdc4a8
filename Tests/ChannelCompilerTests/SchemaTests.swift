import Diagnostics
import JSON
import POSIX
import TestSupport
import Testing

@testable import ChannelCompiler

/// The schema and the compiler come from the same data; these tests hold them against the same files.
@Suite struct SchemaTests {
    /// The codes whose rule a schema can express in full. (Not `yaml-boolean`: an editor that reads `off` as false
    /// cannot tell it from the `false` that silences a notice.)
    static let expressible: Set<String> = [
        "wrong-type", "yaml-number", "unknown-key", "unsupported-version", "no-bindings",
        "not-a-default", "empty-value", "bad-binding-id", "literal-secret", "bad-secret-reference", "bad-secret-name",
        "bad-secret-list", "bad-channel-declaration", "group-selected", "several-groups", "header-line-break",
        "header-too-long", "empty-notice", "unpaired-brace", "unknown-placeholder", "url-user-info", "url-not-https",
        "retention-too-short", "bad-allowed-host", "url-query", "unsupported-api-version",
        "bad-duration",
        "empty-file",
    ]

    private static func value(_ bytes: [UInt8]) -> JSON? {
        YAMLReader.read(SourceText(name: "x", bytes: bytes)).tree?.json
    }

    /// What the schema must say to a file; nil when it is free to say either.
    private static func verdict(_ codes: [(code: String, severity: Severity)], hasDefaults: Bool) -> Bool? {
        if !codes.contains(where: { $0.severity == .error }) { return true }
        let isMissing = codes.contains { $0.code == "missing-key" } && !hasDefaults
        return isMissing || codes.contains { expressible.contains($0.code) } ? false : nil
    }

    struct Case: Sendable {
        var name: String
        var value: JSON
        var accepts: Bool
    }

    /// Every fixture and every example that is a JSON value and on which the schema has something to say.
    static let corpus: [Case] = {
        let files =
            Fixture.all.filter { $0.code != "file-too-large" }.map { ($0.testDescription, $0.input) }
            + Rules.pages.filter { $0.code != "file-too-large" }.map { ($0.code, Example.file($0)) }
        return files.compactMap { name, bytes in
            let found = ChannelCompiler().check([SourceText(name: "x", bytes: bytes)]).diagnostics
            guard let value = value(bytes) else { return nil }
            let verdict = verdict(found.map { ($0.code, $0.severity) }, hasDefaults: value["defaults"] != nil)
            return verdict.map { Case(name: name, value: value, accepts: $0) }
        }
    }()

    @Test func theCorpusHasBothKinds() {
        #expect(Self.corpus.filter(\.accepts).count > 40)
        #expect(Self.corpus.filter { !$0.accepts }.count > 80)
    }

    @Test func theCompilerAndTheSchemaAgree() throws {
        let validator = JSONSchemaValidator(ChannelCompiler.schema)
        for entry in Self.corpus {
            #expect(try validator.accepts(entry.value) == entry.accepts, "\(entry.name)")
        }
    }

    @Test func theSchemaKnowsEveryKey() throws {
        let text = ChannelCompiler.schema.text()
        for key in Language.binding.offered + Language.file.offered {
            #expect(text.contains("\"\(key.name)\""))
            #expect(!key.summary.isEmpty)
        }
        for hidden in Language.binding.keys where hidden.isHidden { #expect(!text.contains("\"\(hidden.name)\"")) }
    }

    @Test func theSchemaAtTheRootIsTheOneThatIsPrinted() throws {
        let file = try FileSystem.read("\(Programs.repository)/channels.schema.json")
        #expect(String(decoding: file, as: UTF8.self) == ChannelCompiler.schema.text(pretty: true) + "\n")
    }

    /// The same with a validator that we have not written: Debian's python3-jsonschema.
    @Test(.enabled(if: PythonSchema.isInstalled)) func anotherValidatorAgrees() throws {
        let answers = try PythonSchema.validate(Self.corpus.map(\.value), against: ChannelCompiler.schema)
        try #require(answers.count == Self.corpus.count)
        for (entry, answer) in zip(Self.corpus, answers) { #expect(answer == entry.accepts, "\(entry.name)") }
    }
}
