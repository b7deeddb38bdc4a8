import ChannelBundle
import JSON
import POSIX
import Sandbox
import TestSupport
import Testing

/// A bundle of real addresses and secrets becomes one that reaches only the sandbox.
@Suite struct RedirectionTests {
    private func rich() -> Binding {
        .sandbox("support", version: .v1_1) { binding in
            binding.name = "Поддержка"
            binding.token = .file("/etc/livetex/token")
            binding.webhookKeys = [.environment("KEY_NEW"), .environment("KEY_OLD")]
            binding.platform.acceptTokens = [.environment("BRIDGE_TOKEN")]
            binding.platform.signingSecrets = [.environment("SIGNING")]
            binding.rules.waitingTimeout = 60_000
            binding.rules.notices[.cancelled] = nil
            binding.rules.scripts = [.noOperators: "nobody_there"]
            binding.retention = Binding.minimumRetention
            binding.allowPrivate = ["files.internal"]
        }
    }

    @Test func changesAddressesAndSecretsAndNothingElse() async throws {
        let original = rich()
        let other = Binding.sandbox("sales") { $0.platform.acceptTokens = [.environment("BRIDGE_TOKEN")] }
        try await withSandbox([original, other]) { sandbox, _ in
            let reader = BundleReader(directory: sandbox.bundleDirectory)
            #expect(try reader.bindingIDs() == ["sales", "support"])
            let redirected = try reader.binding("support")
            #expect(redirected.api.url == sandbox.url)
            #expect(redirected.publicURL == "\(sandbox.url)/hooks")
            #expect(redirected.platform.url == "\(sandbox.url)/platform/call/support")

            var restored = redirected
            restored.api.url = original.api.url
            restored.publicURL = original.publicURL
            restored.platform = original.platform
            restored.token = original.token
            restored.webhookKeys = original.webhookKeys
            #expect(restored == original)

            let references =
                [redirected.token, redirected.platform.token] + redirected.webhookKeys
                + redirected.platform.acceptTokens
                + redirected.platform.signingSecrets
            var values: Set<String> = []
            for reference in references {
                guard case .environment(let name) = reference else {
                    Issue.record("not a variable: \(reference)")
                    continue
                }
                let value = try #require(sandbox.receiverEnvironment[name])
                #expect(values.insert(value).inserted, "\(name) has the value of another one")
            }
            #expect(values.contains { $0.hasPrefix("whsec_") })
            // One reference, one value, also in another binding.
            #expect(try reader.binding("sales").platform.acceptTokens == redirected.platform.acceptTokens)
        }
    }

    @Test func aReceiverElsewhereIsKnownToEveryone() async throws {
        try await withSandbox([.sandbox()], { $0.receiverURL = "http://127.0.0.1:9/bridge" }) { sandbox, wire in
            #expect(
                try BundleReader(directory: sandbox.bundleDirectory).binding("support").publicURL
                    == "http://127.0.0.1:9/bridge")
            let settings = try await wire.call("getWebhookSettings", nil)
            #expect(settings.body["url"] == "http://127.0.0.1:9/bridge/livetex/support")
        }
    }

    @Test func secretsAreTheSameInEveryRun() async throws {
        var environments: [[String: String]] = []
        for _ in 1...2 {
            try await withSandbox([.sandbox()], { $0.environment = ["EXTRA": "1"] }) { sandbox, _ in
                #expect(sandbox.receiverEnvironment["EXTRA"] == "1")
                environments.append(sandbox.receiverEnvironment.filter { $0.key.hasPrefix("SANDBOX_") })
            }
        }
        #expect(environments[0] == environments[1] && environments[0].count == 4)
    }

    @Test func leavesNothingBehindAndKeepsAGivenDirectory() async throws {
        let directory = try TemporaryDirectory(secretFiles: ["work/environment"])
        var temporary = ""
        try await withSandbox { sandbox, _ in
            temporary = sandbox.workDirectory
            #expect(FileSystem.exists("\(temporary)/bundle/manifest.json"))
        }
        #expect(!FileSystem.exists(temporary))
        try await withSandbox([.sandbox()], { $0.workDirectory = directory("work") }) { _, _ in }
        #expect(FileSystem.exists(directory("work/bundle/bindings/support.json")))
        #expect(FileSystem.isDirectory(directory("work/state")))
    }

    @Test func refusesWhatCannotWork() async throws {
        await #expect(throws: SandboxError.noBindings) { try await Sandbox.start(SandboxOptions(bindings: [])) }
        let twin = Binding.sandbox("twin") { $0.token = .environment("SUPPORT_LIVETEX_TOKEN") }
        await #expect(throws: SandboxError.sharedToken("twin")) {
            try await Sandbox.start(SandboxOptions(bindings: [.sandbox(), twin]))
        }
        try await withSandbox { sandbox, _ in
            var options = SandboxOptions(bindings: [.sandbox()])
            options.port = try #require(UInt16(sandbox.url.split(separator: ":").last ?? ""))
            await #expect(throws: (any Error).self) { try await Sandbox.start(options) }
        }
    }
}
