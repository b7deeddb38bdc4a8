import ChannelBundle
import Cryptography
import JSON
import POSIX

/// A local LiveTex and a local platform around the real programs.
///
/// One web server on 127.0.0.1 has LiveTex (`/1.2/sendText?key=…`), the platform (`/platform/call/{binding}`), the receiver
/// (`/hooks/…`, one CGI process per webhook) and a control interface (`/sandbox/…`):
///
/// ```swift
/// let sandbox = try await Sandbox.start(SandboxOptions(bindings: [.sandbox()], receiver: receiver, courier: courier))
/// let lead = Lead(30400, name: "Иван")
/// await sandbox.platform.send(.leadMessage(lead, id: "1", text: "Здравствуйте"))
/// try sandbox.liveTex.setOnline("Анна")
/// let reply = await sandbox.platform.send(.transferRequest(lead))
/// await sandbox.stop()
/// ```
public final class Sandbox: Sendable {
    /// LiveTex, with its operators.
    public var liveTex: LiveTexServer { parts.liveTex }
    /// The platform, with the bot and the leads.
    public var platform: PlatformServer { parts.platform }
    /// Every call between LiveTex, the bridge and the platform.
    public var journal: Journal { parts.journal }
    /// The faults that are set.
    public var faults: FaultTable { parts.faults }
    /// The sandbox's address, without a slash at the end.
    public var url: String { parts.url }
    /// Where webhooks and events go, before `/livetex/{binding}` and `/bot/{binding}`.
    public var receiverURL: String { parts.receiverURL }
    /// The ids of the bindings; the first is the default of all functions.
    public var bindings: [String] { parts.bindings }
    /// The directory of the redirected bundle and the state.
    public var workDirectory: String { parts.workDirectory }
    /// The environment of the receiver, or of a web server that runs it: the settings and the secrets.
    public var receiverEnvironment: [String: String] { parts.receiverEnvironment }

    /// The redirected bundle.
    public var bundleDirectory: String { "\(workDirectory)/bundle" }
    /// The state directory of the receiver and the courier.
    public var stateDirectory: String { "\(workDirectory)/state" }

    /// ``receiverEnvironment`` as a file of `NAME=value` lines.
    public var environmentFile: String { "\(workDirectory)/environment" }

    /// The log of the receiver and the courier.
    public var logFile: String { "\(workDirectory)/log" }

    /// The addresses and paths, without secrets.
    public var description: JSON {
        [
            "url": .string(url), "receiver_url": .string(receiverURL),
            "bindings": .array(bindings.map { .string($0) }),
            "bundle": .string(bundleDirectory), "state": .string(stateDirectory),
            "environment": .string(environmentFile), "log": .string(logFile),
        ]
    }

    /// Calls a POST function of the control interface without HTTP.
    func control(_ path: String, _ body: JSON) async -> JSON {
        let reply = await ControlInterface(parts).answer(WireRequest(path: path, body: body.bytes()))
        guard case .answer(let answer) = reply else { return .null }
        return (try? JSON(parsing: answer.body)) ?? .null
    }

    /// Whether the bridge has delivered all its calls.
    func hasNothingPending() async throws -> Bool { try await parts.bridge.hasNothingPending() }

    private let parts: Parts
    private let server: SandboxServer

    private init(_ parts: Parts, server: SandboxServer) {
        self.parts = parts
        self.server = server
    }

    /// Starts a sandbox, which is ready when this returns.
    ///
    /// - Throws: ``SandboxError``, and errors of the files and the port.
    public static func start(_ options: SandboxOptions) async throws -> Sandbox {
        guard !options.bindings.isEmpty else { throw SandboxError.noBindings }
        // The bundle has the port in its addresses, so the server starts first and gets its routes afterwards.
        let routes = Guarded<Routes?>(nil)
        let server = try await SandboxServer.start(port: options.port) { request in
            guard let routes = routes.with({ $0 }) else { return .text(503, "The sandbox is starting.\n") }
            return await routes.answer(request)
        }
        do {
            let parts = try Parts(options, port: server.port)
            routes.with { $0 = Routes(parts) }
            return Sandbox(parts, server: server)
        } catch {
            await server.stop()
            throw error
        }
    }

    /// Waits until a web server answers at the receiver's address.
    ///
    /// - Throws: ``NeverHappened``.
    public func waitForReceiver(atMost milliseconds: Int64 = 60_000) async throws {
        let deadline = Clock.monotonic() + milliseconds
        while true {
            if case .success = await CurlSender().post(receiverURL, headers: [], body: [], timeout: 2_000) { return }
            guard Clock.monotonic() < deadline else { throw NeverHappened(what: "\(receiverURL) answers") }
            try await Task.sleep(nanoseconds: 50_000_000)
        }
    }

    /// Stops the delivery of webhooks, the web server, and the couriers that receivers have started.
    public func stop() async {
        journal.signal.end()
        await liveTex.stop()
        await server.stop()
        let (courier, state) = (parts.courierName, stateDirectory)
        await BlockingWork.run { StrayPrograms.end(named: courier, stateDirectory: state) }
        if parts.removesWorkDirectory {
            // On failure the system cleans /tmp.
            try? FileSystem.removeTree(workDirectory)
        }
    }
}
