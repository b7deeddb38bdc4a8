import Diagnostics
import JSON
import POSIX
import TestSupport
import Testing

@testable import ChannelCompiler

/// What docs/ci.md, action.yml and .pre-commit-hooks.yaml promise to continuous integration, held against the forms
/// that GitHub, pre-commit and GitLab read, and run as far as that needs no network and no build.
@Suite struct IntegrationTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private static func value(_ bytes: [UInt8]) throws -> JSON {
        let result = YAMLReader.read(SourceText(name: "x", bytes: bytes))
        return try #require(result.tree?.json)
    }

    private static func file(_ name: String) throws -> JSON {
        try value(FileSystem.read("\(Programs.repository)/\(name)"))
    }

    /// The three configurations of docs/ci.md, in the order of the page.
    private static func shown() throws -> (action: JSON, hook: JSON, gitLab: JSON) {
        let blocks = try Document.blocks("ci.md", "yaml").map { try value(Array($0.utf8)) }
        try #require(blocks.count == 3)
        return (blocks[0], blocks[1], blocks[2])
    }

    private static func keys(_ value: JSON?) -> Set<String> { Set((value?.object ?? [:]).keys) }

    /// A configuration that is valid unless warnings count.
    private static let warned = Example.complete(top: "", binding: "headers: {bot: \"\", lead: Лид}")

    // MARK: GitHub Actions

    @Test func theActionHasTheFormOfAnAction() throws {
        let action = try Self.file("action.yml")
        #expect(Self.keys(action) == ["name", "description", "inputs", "runs"])
        #expect(action["name"]?.string?.isEmpty == false && action["description"]?.string?.isEmpty == false)
        for (name, input) in try #require(action["inputs"]?.object) {
            #expect(Self.keys(input) == ["description", "default"], "\(name)")
            // What GitHub passes on is always text.
            #expect(input["description"]?.string != nil && input["default"]?.string != nil, "\(name)")
        }
        let runs = try #require(action["runs"])
        #expect(Self.keys(runs) == ["using", "steps"] && runs["using"] == "composite")
        let steps = try #require(runs["steps"]?.array)
        #expect(steps.count == 3)
        for step in steps {
            if let used = step["uses"]?.string {
                #expect(Self.keys(step).isSubset(of: ["name", "id", "if", "uses", "with", "env"]))
                #expect(used.wholeMatch(of: /[\w.-]+\/[\w.\/-]+@v[0-9]+/) != nil)
            } else {
                // A composite action's command names its shell.
                #expect(Self.keys(step).isSubset(of: ["name", "id", "if", "run", "shell", "env", "working-directory"]))
                #expect(step["run"]?.string != nil && step["shell"] == "bash")
            }
        }
    }

    @Test func theActionNamesOnlyWhatThereIs() throws {
        let action = try Self.file("action.yml")
        let inputs = Self.keys(action["inputs"])
        let text = String(decoding: try FileSystem.read("\(Programs.repository)/action.yml"), as: UTF8.self)
        let used = text.matches(of: /\$\{\{ inputs\.(\w+) \}\}/).map { String($0.1) }
        #expect(Set(used) == inputs && used.count == inputs.count)
        for script in text.matches(of: /scripts\/[\w-]+/).map({ String($0.0) }) {
            let isExecutable = try Subprocess("/usr/bin/test", ["-x", "\(Programs.repository)/\(script)"]).run()
            #expect(isExecutable.ending == .exited(0), "\(script)")
        }
        let page = try Self.shown().action
        let step = try #require(page["jobs"]?["channels"]?["steps"]?[1])
        #expect(step["uses"]?.string?.hasPrefix("OWNER/livetex-bridge@") == true)
        #expect(Self.keys(step["with"]) == ["files", "strict"] && Self.keys(step["with"]).isSubset(of: inputs))
    }

    /// The step's own command, with the inputs as GitHub hands them over.
    private func runTheCheckStep(_ inputs: [String: String]) throws -> Subprocess.Result {
        let action = try Self.file("action.yml")
        let step = try #require(action["runs"]?["steps"]?.array?.last)
        var environment = ["PATH": "/usr/bin:/bin", "GITHUB_ACTION_PATH": directory("action")]
        for (variable, expression) in try #require(step["env"]?.object) {
            let match = try #require(expression.string?.wholeMatch(of: /\$\{\{ inputs\.(\w+) \}\}/))
            let name = String(match.1)
            environment[variable] = try #require(inputs[name] ?? action["inputs"]?[name]?["default"]?.string)
        }
        let command = try #require(step["run"]?.string)
        return try Subprocess(
            "/bin/bash", ["-e", "-o", "pipefail", "-c", command], environment: environment, directory: directory.path
        ).run()
    }

    @Test func theActionAnnotatesAndWritesSARIF() throws {
        let program = try FileSystem.read(try Programs.path("livetex-bridge"))
        try FileSystem.makeDirectories(directory("action/.build/release"))
        try FileSystem.replace(directory("action/.build/release/livetex-bridge"), with: program, mode: 0o755)
        let link = Subprocess("/bin/ln", ["-s", "\(Programs.repository)/scripts", directory("action/scripts")])
        #expect(try link.run().ending == .exited(0))
        try directory.write(Self.warned, to: "channels.yaml")

        let lenient = try runTheCheckStep([:])
        #expect(lenient.ending == .exited(0))
        #expect(lenient.outputText.hasPrefix("::warning file=channels.yaml,line="))
        #expect(try FileSystem.list(directory.path).sorted() == ["action", "channels.yaml"])

        let strict = try runTheCheckStep(["strict": "true", "sarif": "result.sarif", "files": "channels.yaml\n"])
        #expect(strict.ending == .exited(1))
        #expect(strict.outputText == lenient.outputText)
        let log = try JSON(parsing: FileSystem.read(directory("result.sarif")))
        #expect(log["runs"]?[0]?["results"]?.array?.count == 2)

        // What keeps the check from its work is an annotation too, and no success.
        for inputs in [
            ["files": "missing.yaml"], ["files": "missing.yaml", "sarif": "other.sarif"], ["sarif": "no/such/place"],
        ] {
            let failed = try runTheCheckStep(inputs)
            #expect(failed.ending == .exited(3), "\(inputs)")
            #expect(failed.outputText.contains("::error::"), "\(failed.outputText)")
        }

        let withSecrets = try runTheCheckStep(["env": "true"])
        #expect(withSecrets.ending == .exited(1) && withSecrets.outputText.contains("secret-not-present"))
    }

    // MARK: pre-commit

    @Test func theHookHasTheFormOfAHook() throws {
        let hooks = try #require(try Self.file(".pre-commit-hooks.yaml").array)
        let hook = try #require(hooks.first)
        #expect(hooks.count == 1)
        #expect(Self.keys(hook) == ["id", "name", "description", "entry", "language", "files", "require_serial"])
        for key in Self.keys(hook).subtracting(["require_serial"]) { #expect(hook[key]?.string?.isEmpty == false) }
        #expect(hook["language"] == "system" && hook["require_serial"] == true)
        let files = try Regex(hook["files"]?.string ?? "")
        for path in ["channels.yaml", "channels.yml", "a/b/channels.yaml"] { #expect(path.contains(files)) }
        for path in ["mychannels.yaml", "channels.yaml.md", "channelsxyaml"] { #expect(!path.contains(files)) }
    }

    /// pre-commit runs the entry with the arguments and then the changed files.
    @Test func theShownHookRunsTheCheck() throws {
        let hook = try #require(try Self.file(".pre-commit-hooks.yaml")[0])
        let repository = try #require(try Self.shown().hook["repos"]?[0])
        #expect(Self.keys(repository) == ["repo", "rev", "hooks"])
        let shown = try #require(repository["hooks"]?[0])
        #expect(shown["id"] == hook["id"])
        let arguments = try #require(shown["args"]?.array).compactMap(\.string)
        let entry = try #require(hook["entry"]?.string).split(separator: " ").map(String.init)
        try #require(entry.first == "livetex-bridge")
        try directory.write(Example.sound, to: "channels.yaml")
        try directory.write(Self.warned, to: "a/channels.yaml")
        func run(_ files: String...) throws -> Subprocess.Result {
            try Subprocess(
                Programs.path(entry[0]), entry.dropFirst() + arguments + files, directory: directory.path
            ).run()
        }
        #expect(try run("channels.yaml").ending == .exited(0))
        let warned = try run("a/channels.yaml")
        #expect(warned.ending == .exited(1) && warned.outputText.contains("warning:"))
    }

    // MARK: GitLab

    /// The lines that fetch and build what the test has already.
    private static let preparation = [
        "apt-get update && apt-get install -y jq make",
        "git clone --depth 1 https://git.example.com/livetex-bridge.git /tmp/livetex-bridge",
        "make -C /tmp/livetex-bridge install",
    ]

    /// The shown job's other lines in one shell, as GitLab's runner runs them, with the clone being this one.
    private func runTheJob() throws -> Subprocess.Result {
        let job = try #require(try Self.shown().gitLab["channels"])
        let lines = try #require(job["script"]?.array).compactMap(\.string)
        #expect(Array(lines.prefix(Self.preparation.count)) == Self.preparation)
        let commands = lines.dropFirst(Self.preparation.count).joined(separator: "\n")
            .replacing("/tmp/livetex-bridge", with: Programs.repository)
        try #require(!commands.isEmpty)
        let programs = FileSystem.directory(of: try Programs.path("livetex-bridge"))
        return try Subprocess(
            "/bin/bash", ["-eo", "pipefail", "-c", commands],
            environment: ["PATH": "\(programs):/usr/bin:/bin"], directory: directory.path
        ).run()
    }

    @Test func theJobReportsAndFailsWhenSomethingIsWrong() throws {
        try directory.write(Example.complete(top: "", binding: "retension: 30d"), to: "channels.yaml")
        let result = try runTheJob()
        #expect(result.ending == .exited(1))
        #expect(result.outputText.contains("[unknown-key]"))
        let name = try #require(
            try Self.shown().gitLab["channels"]?["artifacts"]?["reports"]?["codequality"]?.string)
        let report = try #require(try JSON(parsing: FileSystem.read(directory(name))).array)
        #expect(report.contains { $0["check_name"] == "unknown-key" && $0["severity"] == "critical" })
    }

    @Test func theJobSucceedsWhenNothingIsWrong() throws {
        try directory.write(Example.sound, to: "channels.yaml")
        let result = try runTheJob()
        #expect(result.ending == .exited(0) && result.errorText == "")
    }

    @Test func theTargetsThatThePageNamesExist() throws {
        let makefile = String(decoding: try FileSystem.read("\(Programs.repository)/Makefile"), as: UTF8.self)
        let page = String(decoding: try FileSystem.read("\(Programs.repository)/docs/ci.md"), as: UTF8.self)
        let targets = page.matches(of: /make (?:-C \S+ )?([a-z]+)/).map { String($0.1) }
        #expect(Set(targets) == ["install"])
        for target in targets { #expect(makefile.contains("\n\(target):")) }
        // A block of another kind would hold commands that nothing here runs.
        #expect(page.matches(of: /(?m)^```\w+/).allSatisfy { $0.0 == "```yaml" })
    }
}
