import ChannelBundle
import Cryptography
import JSON
import POSIX
import Sandbox
import SandboxSupport
import TestSupport
import Testing

/// The search for secrets, which all tests rely on.
@Suite struct SecretTests {
    @Test func everySecretOfTheTestsIsMarked() async throws {
        var signed = Binding.sandbox(signed: true)
        signed.platform.acceptTokens.append(.file("/run/secrets/accept"))
        try await Sandbox.run(SandboxOptions(bindings: [signed])) { sandbox in
            let secrets = sandbox.receiverEnvironment.filter { !$0.key.hasPrefix("LIVETEX_BRIDGE_") }
            #expect(secrets.count == 6)
            for (name, value) in secrets { #expect(!SecretSearch.findings(in: Array(value.utf8)).isEmpty, "\(name)") }
        }
        let receiver = try Receiver()
        let named = receiver.environment.filter { !$0.key.hasPrefix("LIVETEX_BRIDGE_") }
        #expect(named.count == receiver.secrets.count)
        for secret in receiver.secrets { #expect(secret.hasPrefix(MarkedSecret.mark)) }
    }

    @Test func aSecretIsFoundInEveryForm() {
        let secret = MarkedSecret.make("x")
        func forms(_ text: String) -> [String] { SecretSearch.findings(in: Array(text.utf8)).map(\.form) }
        #expect(forms("a log line with \(secret)") == ["as it is"])
        for before in ["", "a", "ab", "abc"] {
            #expect(forms("Basic " + base64(Array("\(before)\(secret)".utf8))) == ["in base64"], "after \"\(before)\"")
        }
        #expect(forms("?key=" + secret.utf8.map { "%" + String($0, radix: 16) }.joined()) == ["percent-encoded"])
        #expect(forms("?key=" + secret.replacing("-", with: "%2D")) == ["percent-encoded"])
        let encoded = base64(Array("ab\(secret)".utf8)).utf8.map { "%" + String($0, radix: 16) }.joined()
        #expect(forms(encoded) == ["percent-encoded"])
        #expect(forms("sandbox-secre t- and livetex-sandbox, 100 % free").isEmpty)
        #expect(SecretSearch.findings(in: Array("12345\(secret)".utf8)).map(\.offset) == [5])
    }

    /// Output, standard error, a file's content and a file's name are searched.
    @Test func outputsFilesAndNamesAreSearched() async throws {
        let secret = MarkedSecret.make("x")
        try await withKnownIssue {
            _ = try await Subprocess("/bin/echo", [secret]).finish()
        } matching: {
            $0.description.contains("the output of /bin/echo")
        }
        try await withKnownIssue {
            _ = try await Subprocess("/bin/sh", ["-c", "echo $S >&2"], environment: ["S": secret]).finish()
        } matching: {
            $0.description.contains("the standard error of /bin/sh")
        }
        try withKnownIssue {
            let directory = try TemporaryDirectory(secretFiles: ["permitted"])
            try directory.write(secret, to: "permitted")
            try directory.write("1234\(secret)", to: "below/log")
        } matching: {
            $0.description.contains("/below/log shows a secret, as it is, at byte 4")
        }
        try withKnownIssue {
            try TemporaryDirectory().write("", to: secret)
        } matching: {
            $0.description.contains("the name ")
        }
    }

    /// The body of LiveTex's webhooks holds the webhook key. A dead letter must not.
    @Test(arguments: [false, true]) func anInvalidWebhookIsKeptWithoutItsKey(isList: Bool) async throws {
        let receiver = try Receiver()
        let webhook: JSON = ["type": 7, "webhook_key": .string(Receiver.key), "text": "Добрый день!", "n": [1, "2"]]
        let reply = try await receiver.post("/livetex/support", (isList ? JSON.array([webhook]) : webhook).text())
        #expect(reply.status == 200)
        #expect(reply.log.first?["outcome"] == "dead_letter")
        let files = try receiver.stateFiles().filter { $0.key.contains("/dead-letters/") }
        let letter = try JSON(parsing: try #require(files.first?.value))
        let kept = try JSON(parsing: Array((letter["body"]?.string ?? "").utf8))
        #expect(kept == webhook.changing("webhook_key", to: "***"))
        // The same webhook again makes no second letter.
        #expect(
            try await receiver.post("/livetex/support", (isList ? JSON.array([webhook]) : webhook).text()).status == 200
        )
        #expect(try receiver.stateFiles().count { $0.key.contains("/dead-letters/") } == 1)
    }
}
