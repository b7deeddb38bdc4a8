import ChannelBundle
import Dialog
import JSON
import POSIX
import Synchronization
import TestSupport
import Testing

@Suite struct BundleWriterTests {
    private func binding(_ id: String, name: String = "LiveTex") -> Binding {
        Binding(
            id: id, name: name, publicURL: "https://bridge.example.com", token: .environment("TOKEN_\(id)"),
            webhookKeys: [.environment("KEY"), .file("/run/secrets/key")], api: LiveTexAPI(version: .v1_1),
            platform: PlatformEndpoint(
                url: "https://bot.example.com", token: .file("/bot"), acceptTokens: [.environment("A")]),
            knownChannels: ["telegram", "umnico"], retention: Binding.defaultRetention, allowPrivate: ["10.0.0.7"],
            rules: DialogRules(
                binding: id, botHeader: "🤖 Бот", leadHeader: "", excludedChannels: ["livetex", "umnico"],
                scripts: [.return: "back"], waitingTimeout: 60_000))
    }

    /// Every file of a directory with its content.
    private func content(_ directory: String) throws -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for name in try FileSystem.list(directory) {
            let path = "\(directory)/\(name)"
            if FileSystem.isDirectory(path) {
                for (inner, bytes) in try content(path) { files["\(name)/\(inner)"] = bytes }
            } else {
                files[name] = try FileSystem.read(path)
            }
        }
        return files
    }

    @Test func aBundleIsReadBack() throws {
        let directory = try TemporaryDirectory()
        let bindings = [binding("sales"), binding("a-1")]
        try BundleWriter(directory: directory("bundle")).write(bindings, sourceDigest: "00")
        let reader = BundleReader(directory: directory("bundle"))
        #expect(try reader.bindingIDs() == ["a-1", "sales"])
        for binding in bindings { #expect(try reader.binding(binding.id) == binding) }
        #expect(try FileSystem.list(directory.path) == ["bundle"])
    }

    /// An earlier release accepted these names. Its webhooks would be acknowledged, and no courier could deliver them.
    @Test(arguments: ["HTTP_TOKEN", "SERVER_TOKEN", "UNIQUE_ID"])
    func aSecretInAVariableOfTheRequestIsRefused(name: String) throws {
        let replacements: [(inout Binding) -> Void] = [
            { $0.token = .environment(name) }, { $0.webhookKeys = [.file("/key"), .environment(name)] },
            { $0.platform.token = .environment(name) }, { $0.platform.acceptTokens = [.environment(name)] },
            { $0.platform.signingSecrets = [.environment(name)] },
        ]
        for replace in replacements {
            var binding = binding("a")
            replace(&binding)
            let error = #expect(throws: FieldError.self) { try Binding(json: binding.json) }
            #expect(error?.message.contains("is \(name), a variable that web servers set for each request") == true)
        }
    }

    @Test(arguments: ["retention", "waiting_timeout"], [Int64.max, .min, 0, Binding.longestDuration / 1000 + 1])
    func aDurationThatCannotBeCountedIsRefused(key: String, seconds: Int64) throws {
        var members = try #require(binding("a").json.object)
        members[key] = .int(seconds)
        let error = #expect(throws: FieldError.self) { try Binding(json: .object(members)) }
        #expect(error?.message == "\(key) must be between 1 and 86399999913600, not \(seconds)")
        members[key] = .int(Binding.longestDuration / 1000)
        #expect(throws: Never.self) { try Binding(json: .object(members)) }
    }

    /// A bundle of an earlier release has no key for a notice that is newer than it.
    @Test(arguments: Notice.allCases)
    func aBundleWithoutANoticeIsReadWithTheDefault(notice: Notice) throws {
        var binding = binding("a")
        for notice in Notice.allCases { binding.rules.notices[notice] = "own" }
        var members = try #require(binding.json.object)
        var notices = try #require(members["notices"]?.object)
        #expect(notices[notice.rawValue] == "own")
        notices[notice.rawValue] = nil
        members["notices"] = .object(notices)
        binding.rules.notices[notice] = notice.defaultText
        #expect(try Binding(json: .object(members)) == binding)
        notices[notice.rawValue] = false
        members["notices"] = .object(notices)
        binding.rules.notices[notice] = nil
        #expect(try Binding(json: .object(members)) == binding)
        #expect(binding.json == .object(members))
    }

    @Test func theSameInputGivesTheSameBytes() throws {
        let directory = try TemporaryDirectory()
        let bindings = [binding("b"), binding("a"), binding("c")]
        try BundleWriter(directory: directory("one")).write(bindings, sourceDigest: "00")
        try BundleWriter(directory: directory("two")).write(bindings.reversed(), sourceDigest: "00")
        let one = try content(directory("one"))
        #expect(try content(directory("two")) == one)
        for (name, bytes) in one {
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(text.hasSuffix("}\n") && !text.hasSuffix("\n\n"), "\(name)")
            #expect(try JSON(parsing: bytes).text(pretty: true) + "\n" == text, "\(name)")
        }
    }

    @Test func theManifestNamesEveryFileWithItsDigest() throws {
        let directory = try TemporaryDirectory()
        try BundleWriter(directory: directory("bundle")).write([binding("a")], sourceDigest: "abc")
        let manifest = try JSON(parsing: FileSystem.read(directory("bundle/manifest.json")))
        #expect(manifest["schema_version"] == 1 && manifest["source_digest"] == "sha256:abc")
        #expect(manifest["bindings"]?.array?.count == 1)
        #expect(manifest["bindings"]?[0]?["id"] == "a")
        let sum = try Subprocess("/usr/bin/sha256sum", [directory("bundle/bindings/a.json")]).run().outputText
        #expect(manifest["bindings"]?[0]?["digest"]?.string == "sha256:\(sum.prefix(64))")
    }

    @Test func anEarlierBundleIsReplacedAsAWhole() throws {
        let directory = try TemporaryDirectory()
        let writer = BundleWriter(directory: directory("bundle") + "/")
        try writer.write([binding("old"), binding("both", name: "Old")], sourceDigest: "00")
        try writer.write([binding("both", name: "New")], sourceDigest: "00")
        let reader = BundleReader(directory: directory("bundle"))
        #expect(try reader.bindingIDs() == ["both"])
        #expect(try reader.binding("both").name == "New")
        #expect(throws: BundleError.unknownBinding("old")) { try reader.binding("old") }
        #expect(try FileSystem.list(directory.path) == ["bundle"])
    }

    /// A reader that runs while bundles are replaced reads whole bundles only.
    @Test func aReaderNeverSeesTwoBundlesMixed() async throws {
        let directory = try TemporaryDirectory()
        let path = directory("bundle")
        @Sendable func bindings(_ generation: Int) -> [Binding] {
            (0..<5).map { binding("b\($0)", name: "\(generation)") }
        }
        try BundleWriter(directory: path).write(bindings(0), sourceDigest: "0")
        let last = 40
        let isWritten = Atomic(false)
        async let writing: Void = {
            defer { isWritten.store(true, ordering: .releasing) }
            for generation in 1...last {
                try BundleWriter(directory: path).write(bindings(generation), sourceDigest: "\(generation)")
            }
        }()
        let reader = BundleReader(directory: path)
        while !isWritten.load(ordering: .acquiring) {
            #expect(try reader.bindingIDs().count == 5)
            for id in 0..<5 { _ = try reader.binding("b\(id)") }
        }
        try await writing
        #expect(try reader.binding("b4").name == "\(last)")
    }

    @Test func anEmptyDirectoryIsReplaced() throws {
        let directory = try TemporaryDirectory()
        try FileSystem.makeDirectory(directory("bundle"))
        try BundleWriter(directory: directory("bundle")).write([binding("a")], sourceDigest: "00")
        #expect(try BundleReader(directory: directory("bundle")).bindingIDs() == ["a"])
    }

    /// A directory that is hours old is of a writer that was killed. A young one may still be written.
    @Test func oldDirectoriesOfKilledWritersAreRemoved() async throws {
        let directory = try TemporaryDirectory()
        for name in ["bundle.new-old", "bundle.new-young", "other.new-old"] {
            try directory.write("half", to: "\(name)/manifest.json")
        }
        for name in ["bundle.new-old", "other.new-old"] {
            let touched = try await Subprocess("/usr/bin/touch", ["-d", "2 hours ago", directory(name)]).finish()
            #expect(touched.ending == .exited(0))
        }
        try BundleWriter(directory: directory("bundle")).write([binding("a")], sourceDigest: "00")
        #expect(try FileSystem.list(directory.path).sorted() == ["bundle", "bundle.new-young", "other.new-old"])
    }

    @Test func aDirectoryThatIsNoBundleIsNotReplaced() throws {
        let directory = try TemporaryDirectory()
        try directory.write("mine", to: "home/notes.txt")
        try directory.write("mine", to: "file")
        try BundleWriter(directory: directory("mixed")).write([binding("a")], sourceDigest: "00")
        try directory.write("mine", to: "mixed/notes.txt")
        // Other programs have manifests too.
        try directory.write(#"{"name": "app", "bindings": []}"#, to: "app/manifest.json")
        try directory.write("mine", to: "app/bindings/notes.json")
        try BundleWriter(directory: directory("inside")).write([binding("a")], sourceDigest: "00")
        try directory.write("mine", to: "inside/bindings/notes.txt")
        for name in ["home", "file", "mixed", "app", "inside"] {
            #expect(throws: BundleWriteError.notABundle(FileSystem.resolved(directory(name)))) {
                try BundleWriter(directory: directory(name)).write([binding("a")], sourceDigest: "00")
            }
        }
        #expect(try FileSystem.read(directory("home/notes.txt")) == Array("mine".utf8))
        #expect(try FileSystem.list(directory.path).sorted() == ["app", "file", "home", "inside", "mixed"])
    }

    @Test func aLinkStaysALinkAndItsTargetIsReplaced() throws {
        let directory = try TemporaryDirectory()
        try BundleWriter(directory: directory("real")).write([binding("a")], sourceDigest: "00")
        _ = try Subprocess("/bin/ln", ["-s", "real", directory("link")]).run()
        try BundleWriter(directory: directory("link")).write([binding("b")], sourceDigest: "00")
        #expect(try BundleReader(directory: directory("real")).bindingIDs() == ["b"])
        #expect(try Subprocess("/usr/bin/readlink", [directory("link")]).run().outputText == "real\n")
        #expect(try FileSystem.list(directory.path).sorted() == ["link", "real"])
    }

    @Test func parentDirectoriesAreMade() throws {
        let directory = try TemporaryDirectory()
        try BundleWriter(directory: directory("a/b/bundle")).write([binding("a")], sourceDigest: "00")
        #expect(try BundleReader(directory: directory("a/b/bundle")).bindingIDs() == ["a"])
    }

    @Test func idsThatAreNoFileNamesAreRefused() throws {
        let directory = try TemporaryDirectory()
        for ids in [["../x"], ["a", "a"], [""]] {
            #expect(throws: BundleWriteError.self) {
                try BundleWriter(directory: directory("bundle")).write(ids.map { binding($0) }, sourceDigest: "00")
            }
        }
        #expect(try FileSystem.list(directory.path).isEmpty)
    }

    @Test func aParentThatIsAFileIsAnError() throws {
        let directory = try TemporaryDirectory()
        try directory.write("x", to: "file")
        #expect(throws: BundleWriteError.self) {
            try BundleWriter(directory: directory("file/bundle")).write([binding("a")], sourceDigest: "00")
        }
    }

    @Test func aLinkToNothingIsNamed() throws {
        let directory = try TemporaryDirectory()
        _ = try Subprocess("/bin/ln", ["-s", "nowhere", directory("link")]).run()
        #expect(throws: BundleWriteError.danglingLink(directory("link"))) {
            try BundleWriter(directory: directory("link")).write([binding("a")], sourceDigest: "00")
        }
        #expect(try FileSystem.list(directory.path) == ["link"])
    }

    /// Of several writers of a new bundle the last one wins, and none fails.
    @Test func writersOfANewBundleDoNotDisturbEachOther() async throws {
        for _ in 0..<5 {
            let directory = try TemporaryDirectory()
            let path = directory("bundle")
            let names = (0..<8).map { "w\($0)" }
            try await withThrowingTaskGroup(of: [BundleRemark].self) { group in
                for name in names {
                    let bindings = [binding("a", name: name)]
                    group.addTask { try BundleWriter(directory: path).write(bindings, sourceDigest: "00") }
                }
                for try await remarks in group { #expect(remarks.isEmpty) }
            }
            #expect(names.contains(try BundleReader(directory: path).binding("a").name))
            #expect(try FileSystem.list(directory.path) == ["bundle"])
        }
    }
}
