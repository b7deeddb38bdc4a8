import ChannelBundle
import JSON
import POSIX
import TestSupport
import Testing

@testable import Sandbox

/// `livetex-sandbox` as a process.
@Suite struct ProgramTests {
    let directory: TemporaryDirectory
    private let program: String

    init() throws {
        directory = try TemporaryDirectory(secretFiles: ["work/environment"])
        program = try Programs.path("livetex-sandbox")
        try BundleWriter(directory: directory("bundle")).write([.sandbox()], sourceDigest: BundleWriter.digest(of: []))
    }

    private func run(_ arguments: [String]) async throws -> Subprocess.Result {
        let call = Subprocess(program, arguments)
        return try await BlockingWork.run { Result { try call.run() } }.get()
    }

    @Test func servesUntilItIsToldToStop() async throws {
        let child = try Subprocess(
            program, ["serve", "--bundle", directory("bundle"), "--work", directory("work")]
        ).start()
        defer { child.signal(SIGKILL) }
        let line = try #require(try await BlockingWork.run { Result { try child.readLine() } }.get())
        let ready = try JSON(parsing: line)
        #expect(ready["bindings"] == ["support"] && ready["bundle"]?.string == directory("work/bundle"))
        let url = try #require(ready["url"]?.string)
        let answer = try await CurlSender().post(
            "\(url)/sandbox/event",
            headers: [],
            body: Array(#"{"type":"lead.message","lead":{"id":1},"data":{"message":{"id":"m","text":"Привет"}}}"#.utf8),
            timeout: 10_000
        ).get()
        #expect(try JSON(parsing: answer.body)["reply"]?["status"] == "accepted")
        let environment = try String(decoding: FileSystem.read(directory("work/environment")), as: UTF8.self)
        #expect(environment.contains("\nLIVETEX_BRIDGE_STATE=\(directory("work/state"))\n"))
        child.signal(SIGTERM)
        let ending = try await BlockingWork.run { Result { try child.wait(atMost: 10_000) } }.get()
        #expect(ending == .exited(0))
    }

    @Test func demonstratesADialogThatComesOutRight() async throws {
        let result = try await run(["demo", "--bundle", directory("bundle")])
        #expect(result.ending == .exited(0), "\(result.outputText)\(result.errorText)")
        #expect(result.outputText.contains("What the lead sees\n  lead      Здравствуйте!\n"))
        #expect(result.outputText.contains("\n  *         Оператор Борис подключился к диалогу\n"))
        #expect(result.outputText.hasSuffix("\nThe dialog came out right.\n"))
        #expect(!result.outputText.contains("sandbox-"), "a secret is shown")
    }

    @Test func saysWhatIsWrongAndFails() async throws {
        let receiver = try ScriptedReceiver("printf 'Status: 403 No\\r\\n\\r\\n'")
        let result = try await run(["demo", "--quiet", "--bundle", directory("bundle"), "--receiver", receiver.path])
        #expect(result.ending == .exited(1))
        #expect(result.outputText.hasPrefix("WRONG the lead writes to the bot\n      the reply to lead.message\n"))
        #expect(result.outputText.hasSuffix("\nThe dialog came out wrong.\n"))
        #expect(!result.outputText.contains("Every call"))
    }

    @Test(arguments: [
        (["serve", "--bundle", "BUNDLE", "--receiver", "/nowhere"], "/nowhere does not exist or is not executable"),
        (
            ["serve", "--bundle", "BUNDLE", "--receiver-url", "bridge"],
            "--receiver-url must be an http or https address"
        ),
        (
            ["serve", "--bundle", "BUNDLE", "--platform", "bot"],
            "--platform must be an http or https address"
        ),
        (["demo", "--bundle", "/nowhere"], "the bundle cannot be read"),
    ])
    func refusesWrongArguments(arguments: [String], message: String) async throws {
        let result = try await run(arguments.map { $0 == "BUNDLE" ? directory("bundle") : $0 })
        #expect(result.ending == .exited(64))
        #expect(result.errorText.contains(message))
    }
}
