import POSIX
import TestSupport

@testable import Sandbox

/// A host as a child process of the test, with the real programs and a sandbox.
final class RunningHost: Sendable {
    let description: Host.Description
    let sandbox: Sandbox
    private let reserved: ReservedPort
    private let server: Child
    private let work: TemporaryDirectory
    private let log: String

    private init(
        _ description: Host.Description, _ sandbox: Sandbox, _ reserved: ReservedPort, _ server: Child,
        _ work: TemporaryDirectory, log: String
    ) {
        self.description = description
        self.sandbox = sandbox
        self.reserved = reserved
        self.server = server
        self.work = work
        self.log = log
    }

    /// The host's port.
    var port: UInt16 { reserved.number }

    /// The platform's token.
    var token: String { sandbox.receiverEnvironment["SANDBOX_SUPPORT_ACCEPT_TOKEN"] ?? "" }

    /// Starts a host and waits until it answers.
    static func start(_ host: Host) async throws -> RunningHost {
        let description = try host.description()
        let reserved = try ReservedPort()
        let port = reserved.number
        let programs = (hook: try Programs.path("livetex-hook"), courier: try Programs.path("livetex-courier"))
        var options = SandboxOptions(
            bindings: [.sandbox()], courier: programs.courier,
            receiverURL: "http://127.0.0.1:\(port)\(description.mount)")
        options.delivery = description.delivery
        // On a busy machine the sandbox may be slower than a host's usual limit.
        options.environment["LIVETEX_BRIDGE_INLINE_BUDGET_MS"] = "60000"
        options.sendsBridgeToken = description.dropsAuthorization
        // The host's own file of variables may hold secrets.
        let work = try TemporaryDirectory(secretFiles: ["sandbox/environment"])
        options.workDirectory = work("sandbox")
        let sandbox = try await Sandbox.start(options)
        do {
            try FileSystem.makeDirectory(work("server"))
            let log = work("output")
            let server = try Subprocess(
                "\(host.folder)/try",
                environment: [
                    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "PORT": "\(port)",
                    "WORK": work("server"), "LIVETEX_HOOK": programs.hook, "LIVETEX_COURIER": programs.courier,
                    "LIVETEX_BRIDGE_ENVIRONMENT": sandbox.environmentFile,
                ]
            ).start(output: .file(log), error: .file(log))
            let running = RunningHost(description, sandbox, reserved, server, work, log: log)
            try await running.waitUntilReady()
            return running
        } catch {
            await sandbox.stop()
            throw error
        }
    }

    /// Ends the host and its sandbox.
    func stop() async {
        let server = server
        await BlockingWork.run {
            server.signal(SIGTERM)
            if (try? server.wait(atMost: 10_000)) == nil { server.signal(SIGKILL) }
            _ = try? server.wait()
        }
        // A receiver may outlive its server, and would write into a directory that is being removed.
        try? await eventually("no receiver runs") { processes("livetex-hook").isEmpty }
        await sandbox.stop()
    }

    /// The output of the host and its receivers.
    var output: String {
        let texts = [log, sandbox.logFile].map {
            (try? FileSystem.read($0)).map { String(decoding: $0, as: UTF8.self) } ?? ""
        }
        return texts.joined(separator: "\n")
    }

    private func waitUntilReady() async throws {
        do {
            try await eventually("the host answers") {
                guard server.isRunning else { throw HostFailure(description: "the host has ended") }
                let reply = await BlockingWork.run { [self] in try? exchange(Request(path: "/")) }
                // A gateway answers 502 until its back end runs.
                guard let status = reply?.status else { return false }
                return ![502, 503, 504].contains(status)
            }
        } catch {
            await stop()
            throw HostFailure(description: "\(error): \(output)")
        }
    }

    /// Sends one request and waits for its reply; nil where the connection ends without one.
    func exchange(_ request: Request) throws -> Reply? {
        let connection = try Connection(port: port)
        connection.send(request.bytes(mount: description.mount))
        let bytes = try connection.receive()
        guard let reply = Reply(bytes) else {
            guard bytes.isEmpty else {
                throw HostFailure(description: "no HTTP: \(String(decoding: bytes, as: UTF8.self))")
            }
            return nil
        }
        return reply
    }

    /// The processes of a program that work for this sandbox.
    func processes(_ program: String) -> [Process] {
        Process.all(named: program).filter { process in
            process.environment.contains { $0.contains(sandbox.workDirectory) }
        }
    }
}

/// A host that cannot be started.
struct HostFailure: Error, CustomStringConvertible {
    var description: String
}
