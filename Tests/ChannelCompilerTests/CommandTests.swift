import ChannelBundle
import ChannelCompiler
import JSON
import POSIX
import TestSupport
import Testing

/// The program itself: exit codes, streams, and what only a process can show.
@Suite struct CommandTests {
    private let directory: TemporaryDirectory
    private let sound: String
    private let warned: String
    private let broken: String

    init() throws {
        directory = try TemporaryDirectory()
        let sample = String(decoding: try FileSystem.read("\(Programs.repository)/channels.yaml"), as: UTF8.self)
        sound = try directory.write(sample, to: "channels.yaml")
        warned = try directory.write(sample.replacing("bot: \"🤖 Бот\"", with: "bot: \"\""), to: "warned.yaml")
        broken = try directory.write(sample.replacing("retention: 30d", with: "retention: 1d"), to: "broken.yaml")
    }

    private func run(
        _ arguments: String..., input: String = "", environment: [String: String] = [:]
    ) throws -> Subprocess.Result {
        try Subprocess(Programs.path("livetex-bridge"), arguments, environment: environment, directory: directory.path)
            .run(input: Array(input.utf8))
    }

    @Test(arguments: ["text", "json", "github", "sarif"])
    func validIsZero(format: String) throws {
        let result = try run("check", sound, "--format", format)
        #expect(result.ending == .exited(0))
        #expect(result.errorText == "")
    }

    @Test(arguments: ["text", "json", "github", "sarif"])
    func invalidIsOne(format: String) throws {
        let result = try run("check", broken, "--format", format)
        #expect(result.ending == .exited(1))
        #expect(result.outputText.contains("retention-too-short"))
    }

    @Test(arguments: ["text", "json", "github", "sarif"])
    func usageIsTwo(format: String) throws {
        let result = try run("check", "--format", format)
        #expect(result.ending == .exited(2))
        #expect(result.outputText == "" && result.errorText.contains("no input"))
    }

    @Test(arguments: ["text", "json", "github", "sarif"])
    func unreadableIsThree(format: String) throws {
        let result = try run("check", sound, directory("nowhere.yaml"), "--format", format)
        #expect(result.ending == .exited(3))
        #expect(result.errorText.contains("nowhere.yaml: No such file or directory"))
        // The other file has been checked all the same.
        #expect(result.outputText.contains("obsolete-api"))
    }

    @Test(arguments: ["text", "json", "github", "sarif"])
    func strictMakesAWarningInvalid(format: String) throws {
        #expect(try run("check", warned, "--format", format).ending == .exited(0))
        #expect(try run("check", warned, "--format", format, "--strict").ending == .exited(1))
    }

    @Test(arguments: [
        ["check", "--bogus"], ["check", "x", "--format", "xml"], ["bogus"], ["compile", "channels.yaml"], [],
        ["compile", "-o", "bundle"], ["explain", "bogus-code"], ["schema", "extra"],
    ])
    func aWrongCommandLineIsTwo(arguments: [String]) throws {
        let result = try Subprocess(Programs.path("livetex-bridge"), arguments, directory: directory.path).run()
        #expect(result.ending == .exited(2))
        #expect(result.outputText == "" && result.errorText != "")
    }

    @Test func helpAndVersionAreResults() throws {
        for arguments in [["--help"], ["check", "--help"], ["--version"], ["help", "compile"]] {
            let result = try Subprocess(Programs.path("livetex-bridge"), arguments).run()
            #expect(result.ending == .exited(0))
            #expect(result.outputText != "" && result.errorText == "")
        }
    }

    @Test func aDirectoryIsUnreadable() throws {
        let result = try run("check", directory.path)
        #expect(result.ending == .exited(3))
        #expect(result.errorText == "livetex-bridge: read \(directory.path): Is a directory\n")
    }

    @Test(arguments: [
        "cat \"$1\" | \"$0\" check /dev/stdin", "mkfifo pipe; cat \"$1\" > pipe & \"$0\" check pipe",
        "\"$0\" check /proc/self/fd/3 3< \"$1\"",
    ]) func whatCanBeReadIsRead(command: String) throws {
        let result = try shell(command, broken)
        #expect(result.ending == .exited(1) && result.outputText.contains("retention-too-short"))
    }

    /// One file under two names is one file: its ids and tokens are no duplicates.
    @Test func aFileUnderSeveralNamesIsReadOnce() throws {
        let result = try shell(
            "ln -s \"$1\" link; ln \"$1\" hard; \"$0\" check \"$1\" ./link hard --format json", sound)
        #expect(result.ending == .exited(0))
        #expect(try JSON(parsing: result.output)["files"]?.array?.count == 1)
    }

    @Test func aNameThatIsNotUTF8IsSaid() throws {
        let result = try shell("name=$(printf 'a\\377b'); cp \"$1\" \"$name\"; \"$0\" check \"$name\"", sound)
        #expect(result.ending == .exited(3) && result.errorText.contains("is not UTF-8"))
    }

    /// `head` has seen enough: that is no failure, and the exit code is the check's.
    @Test(arguments: ["text", "json", "github", "sarif"])
    func aReaderMayLeaveEarly(format: String) throws {
        let many = "bindings:\n" + String(repeating: "  - &a\n", count: 5000)
        try directory.write(many, to: "many.yaml")
        let command = "{ \"$0\" check many.yaml --format \"$1\"; echo $? >&2; } | head -1 > /dev/null"
        let result = try shell(command, format)
        #expect(result.errorText.hasSuffix("1\n") && !result.errorText.contains("livetex-bridge"))
    }

    @Test func aBundleIsSaidToBePublishedWhenNoOneReads() throws {
        let result = try shell("\"$0\" compile \"$1\" -o out > /dev/full", sound)
        #expect(result.ending == .exited(3))
        #expect(result.errorText.contains("the bundle is published: out: 1 binding"))
        #expect(try BundleReader(directory: directory("out")).bindingIDs() == ["support"])
    }

    /// The directories of the earlier bundle belong to a user who may not change them, so it cannot be removed.
    @Test func anEarlierBundleThatCannotBeRemovedIsNamed() throws {
        _ = try run("compile", sound, "-o", "out/bundle")
        let result = try shell(
            """
            chmod 555 out/bundle/bindings
            [ "$(id -u)" = 0 ] && chown -R 65534:65534 . && set -- "$1" setpriv --reuid=65534 --regid=65534 --clear-groups
            file=$1
            shift
            "$@" "$0" compile "$file" -o out/bundle
            code=$?
            chmod -R u+w out
            exit $code
            """, sound)
        #expect(result.ending == .exited(0) && result.outputText == "out/bundle: 1 binding\n")
        #expect(result.errorText.contains("the bundle is published, but the earlier bundle remains as "))
        #expect(try BundleReader(directory: directory("out/bundle")).bindingIDs() == ["support"])
        #expect(try FileSystem.list(directory("out")).count == 2)
    }

    /// Whether this process may mount something where no other process sees it.
    static let canMount =
        (try? Subprocess("/usr/bin/unshare", ["-m", "mount", "-t", "tmpfs", "none", "/mnt"]).run().ending) == .exited(0)

    @Test(
        .enabled(if: canMount, "this process may not mount"),
        arguments: [
            "mkdir out; mount -t tmpfs none out",
            "mkdir out; mount -t tmpfs none out; \"$0\" compile \"$1\" -o out/b; mv out/b/* out; rmdir out/b",
            """
            mkdir layers; mount -t tmpfs none layers; mkdir layers/lower layers/upper layers/work out.new
            "$0" compile "$1" -o layers/lower/out
            mount -t overlay overlay -olowerdir=layers/lower,upperdir=layers/upper,workdir=layers/work out.new
            ln -s out.new/out out
            """,
        ]) func whatCannotBeReplacedIsLeftAsItIsAndNamed(mounting: String) throws
    {
        let script = """
            \(mounting) >&2
            before=$(find -L out | sort)
            "$0" compile "$1" -o out
            code=$?
            [ "$before" = "$(find -L out | sort)" ] && exit $code
            """
        let result = try shell("unshare -m sh -c '\(script)' \"$0\" \"$1\"", sound)
        #expect(result.ending == .exited(3))
        #expect(result.errorText.contains("cannot be replaced in one step and is left as it is"))
        #expect(result.errorText.hasSuffix("; nothing was published\n"))
    }

    private func shell(_ command: String, _ argument: String) throws -> Subprocess.Result {
        try Subprocess(
            "/bin/sh", ["-c", command, try Programs.path("livetex-bridge"), argument],
            environment: ["PATH": "/usr/bin:/bin"], directory: directory.path
        ).run()
    }

    @Test func pathsArePrintedAsTheyWereGiven() throws {
        #expect(try run("check", "./channels.yaml").outputText.hasPrefix("./channels.yaml:"))
    }

    @Test func standardInputIsAHyphen() throws {
        let result = try run("check", "-", input: "version: 2\npublic_url: https://a.example\nbindings: []\n")
        #expect(result.ending == .exited(1))
        #expect(result.outputText.hasPrefix("-:1:10: error: version `2`"))
        #expect(result.errorText == "2 errors\n")
    }

    @Test func theEnvironmentIsLookedAtOnlyWhenAsked() throws {
        var variables = Dictionary(
            uniqueKeysWithValues: ["LIVETEX_TOKEN", "LIVETEX_WEBHOOK_KEY", "METABOT_TOKEN", "BRIDGE_TOKEN"]
                .map { ($0, "hunter2") })
        variables["BRIDGE_SIGNING_SECRET"] = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
        #expect(try run("check", sound).ending == .exited(0))
        let absent = try run("check", sound, "--env")
        #expect(absent.ending == .exited(1))
        #expect(absent.outputText.contains("LIVETEX_TOKEN is not set [secret-not-present]"))
        let present = try run("check", sound, "--env", environment: variables)
        #expect(present.ending == .exited(0))
        #expect(!present.outputText.contains("hunter2"))
        for (secret, problem) in [("whsec_", "has a key of 0 bytes"), ("hunter2", "is not base64")] {
            variables["BRIDGE_SIGNING_SECRET"] = secret
            let unusable = try run("check", sound, "--env", environment: variables)
            #expect(unusable.ending == .exited(1) && !unusable.outputText.contains("hunter2"))
            #expect(unusable.outputText.contains("the signing secret at $BRIDGE_SIGNING_SECRET \(problem)"))
        }
    }

    @Test func aPipeGetsNoColour() throws {
        #expect(!(try run("check", broken).outputText.contains("\u{1B}")))
    }

    /// script(1) runs a command on a terminal of its own.
    @Test(arguments: [([:], true), (["NO_COLOR": "1"], false), (["NO_COLOR": ""], true)])
    func aTerminalGetsColourUnlessItIsRefused(variables: [String: String], isColoured: Bool) throws {
        let command = "'\(try Programs.path("livetex-bridge"))' check '\(broken)'"
        let environment = variables.merging(["PATH": "/usr/bin:/bin"]) { first, _ in first }
        let result = try Subprocess("/usr/bin/script", ["-qec", command, "/dev/null"], environment: environment).run()
        #expect(result.ending == .exited(1))
        #expect(result.outputText.contains("\u{1B}[1;31merror:") == isColoured)
        #expect(result.outputText.contains("retention-too-short"))
    }

    @Test func compileWritesABundle() throws {
        let result = try run("compile", sound, "-o", "out/bundle")
        #expect(result.ending == .exited(0))
        #expect(result.outputText == "out/bundle: 1 binding\n")
        #expect(try BundleReader(directory: directory("out/bundle")).binding("support").name == "LiveTex (Chat Center)")
    }

    @Test func compileWritesNothingUnlessAllIsValid() throws {
        let result = try run("compile", sound, broken, "-o", "bundle")
        #expect(result.ending == .exited(1))
        #expect(result.outputText == "")
        #expect(result.errorText.contains("[retention-too-short]") && result.errorText.contains("nothing was written"))
        #expect(!FileSystem.exists(directory("bundle")))
    }

    @Test func anInvalidConfigurationLeavesTheEarlierBundle() throws {
        _ = try run("compile", sound, "-o", "bundle")
        #expect(try run("compile", broken, "-o", "bundle").ending == .exited(1))
        #expect(try BundleReader(directory: directory("bundle")).bindingIDs() == ["support"])
    }

    @Test func compileThatCannotReadOrWriteIsThree() throws {
        #expect(try run("compile", "nowhere.yaml", "-o", "bundle").ending == .exited(3))
        try directory.write("mine", to: "home/notes.txt")
        let refused = try run("compile", sound, "-o", "home")
        #expect(refused.ending == .exited(3))
        #expect(refused.errorText.contains("is not a bundle"))
    }

    @Test func schemaPrintsTheSchema() throws {
        let result = try run("schema")
        #expect(result.ending == .exited(0))
        #expect(try JSON(parsing: result.output) == ChannelCompiler.schema)
    }

    @Test func explainPrintsThePageOrTheList() throws {
        #expect(try run("explain", "crlf").outputText.hasPrefix("crlf (information)\n"))
        #expect(try run("explain").outputText.split(separator: "\n").count == ChannelCompiler.codes.count)
    }

    @Test func aClosedOutputIsReported() throws {
        let shell = Subprocess("/bin/sh", ["-c", "\"$0\" explain > /dev/full", try Programs.path("livetex-bridge")])
        let result = try shell.run()
        #expect(result.ending == .exited(3))
        #expect(result.errorText.contains("cannot be written"))
    }
}
