import ChannelBundle
import Cryptography
import JSON
import POSIX

/// A local LiveTex and a local bot platform around the real programs.
///
/// One web server on 127.0.0.1 is LiveTex (`/1.2/sendText?key=…`), the platform (`/platform/call/{binding}`), a web server
/// for the receiver (`/hooks/…`, one CGI process per webhook) and a control interface (`/sandbox/…`):
///
/// ```swift
/// let sandbox = try await Sandbox.start(SandboxOptions(bindings: [.sandbox()], hook: hook, courier: courier))
/// let lead = Lead(30400, name: "Иван")
/// await sandbox.platform.send(.leadMessage(lead, id: "1", text: "Здравствуйте"))
/// try sandbox.liveTex.setOnline("Анна")
/// let reply = await sandbox.platform.send(.transferRequest(lead))
/// await sandbox.stop()
/// ```
public final class Sandbox: Sendable {
    /// The operators' side.
    public let liveTex: LiveTexServer
    /// The bot's and the leads' side.
    public let platform: PlatformServer
    /// Every call on every wire.
    public let journal: Journal
    /// How the sandbox misbehaves.
    public let faults: FaultTable
    /// The sandbox's address, without a slash at the end.
    public let url: String
    /// Where webhooks and events go, before `/livetex/{binding}` and `/bot/{binding}`.
    public let receiver: String
    /// The ids of the bindings; the first is the default of all functions.
    public let bindings: [String]
    /// Where the redirected bundle and the state are.
    public let workDirectory: String
    /// What the hook, or a web server that runs it, needs in its environment: the configuration and the secrets.
    public let hookEnvironment: [String: String]

    /// The redirected bundle.
    public var bundleDirectory: String { "\(workDirectory)/bundle" }
    /// The dialogs' state.
    public var stateDirectory: String { "\(workDirectory)/state" }

    /// ``hookEnvironment`` as a file of `NAME=value` lines, for shell scripts and web servers.
    public var environmentFile: String { "\(workDirectory)/environment" }

    /// What the hook and the courier log.
    public var logFile: String { "\(workDirectory)/log" }

    /// Where everything is, without secrets.
    public var description: JSON {
        [
            "url": .string(url), "receiver": .string(receiver), "bindings": .array(bindings.map { .string($0) }),
            "bundle": .string(bundleDirectory), "state": .string(stateDirectory),
            "environment": .string(environmentFile), "log": .string(logFile),
        ]
    }

    private let server: SandboxServer
    private let removesWorkDirectory: Bool
    private let courierName: String

    private init(_ parts: Parts, server: SandboxServer) {
        liveTex = parts.liveTex
        platform = parts.platform
        journal = parts.journal
        faults = parts.faults
        url = parts.url
        receiver = parts.receiver
        bindings = parts.bindings
        workDirectory = parts.workDirectory
        hookEnvironment = parts.hookEnvironment
        removesWorkDirectory = parts.removesWorkDirectory
        courierName = parts.courierName
        self.server = server
    }

    /// Starts a sandbox. It is ready when this returns.
    public static func start(_ options: SandboxOptions) async throws -> Sandbox {
        guard !options.bindings.isEmpty else { throw SandboxError.noBindings }
        // The addresses in the bundle need the port, so the server comes first and learns what to do a moment later.
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

    /// Waits until something answers HTTP at the receiver's address.
    ///
    /// - Throws: ``NeverHappened``.
    public func waitForReceiver(atMost milliseconds: Int64 = 60_000) async throws {
        let deadline = Clock.monotonic() + milliseconds
        while true {
            if case .success = await CurlSender().post(receiver, headers: [], body: [], timeout: 2_000) { return }
            guard Clock.monotonic() < deadline else { throw NeverHappened(what: "\(receiver) answers") }
            try await Task.sleep(nanoseconds: 50_000_000)
        }
    }

    /// Stops everything: the sender of webhooks, the web server, and couriers that the hook has started here.
    public func stop() async {
        await liveTex.stop()
        await server.stop()
        let (courier, state) = (courierName, stateDirectory)
        await BlockingWork.run { StrayPrograms.end(named: courier, stateDirectory: state) }
        if removesWorkDirectory {
            // A temporary directory that cannot be removed is the system's to clean up.
            try? FileSystem.removeTree(workDirectory)
        }
    }
}
