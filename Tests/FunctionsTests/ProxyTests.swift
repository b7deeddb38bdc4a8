import POSIX
import TestSupport
import Testing

@testable import Sandbox

/// The courier ignores proxies in its environment. A web server may have put a client's header there, and the check for
/// private addresses would judge the proxy instead of the address.
@Suite struct ProxyTests {
    @Test func theCourierCallsNoProxy() async throws {
        let proxy = try Listener()
        var options = SandboxOptions(bindings: [.sandbox()], courier: try Programs.path("livetex-courier"))
        options.delivery = "external"
        let sandbox = try await Sandbox.start(options)
        var environment = sandbox.receiverEnvironment
        environment["HTTP_X_BRIDGE_TOKEN"] = environment["SANDBOX_SUPPORT_ACCEPT_TOKEN"]
        let hook = Subprocess(try Programs.path("livetex-hook"), ["bot", "support"], environment: environment)
        #expect(try await hook.finish(input: Array(SampleEvent.text.utf8)).ending == .exited(0))

        for name in ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
            environment[name] = "http://127.0.0.1:\(proxy.port)/"
        }
        let courier = Subprocess(try Programs.path("livetex-courier"), ["--once"], environment: environment)
        #expect(try await courier.finish().ending == .exited(0))
        #expect(!proxy.wasCalled)
        #expect(sandbox.liveTex.users() == ["49:1"])
        await sandbox.stop()
    }
}
