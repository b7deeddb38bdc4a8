import ChannelBundle
import Cryptography
import Dialog
import Dispatch
import FlatFileStore
import HTTPTransport
import JSON
import POSIX
import Record
import Sandbox
import SandboxSupport
import Store
import TestSupport

/// A sandbox with the real receiver and courier, which only the test starts, one by one and under strace.
struct Rig: Sendable {
    let sandbox: Sandbox
    let store: FlatFileStore
    let rules: DialogRules
    private let hook: String
    private let courier: String
    /// A courier that ends when nothing waits, for receivers that start one.
    private let impatientCourier: String
    private let scratch: TemporaryDirectory

    /// Runs a body with a rig, and stops the sandbox afterwards.
    static func run<Result>(_ version: LiveTexAPI.Version = .v1_2, _ body: (Rig) async throws -> Result) async throws
        -> Result
    {
        let binding = Binding.sandbox(version: version)
        var options = SandboxOptions(bindings: [binding])
        options.delivery = "external"
        options.courier = try Programs.path("livetex-courier")
        // The test sends the webhooks, each at its own time and with its own id.
        options.registersWebhooks = false
        options.environment = Impatience.environment
        return try await Sandbox.run(options) { sandbox in
            try sandbox.liveTex.setOnline("Анна")
            return try await body(Rig(sandbox, binding.rules))
        }
    }

    private init(_ sandbox: Sandbox, _ rules: DialogRules) throws {
        self.sandbox = sandbox
        self.rules = rules
        store = try FlatFileStore(StateDirectory(sandbox.stateDirectory), allowing: [.tmpfs])
        hook = try Programs.path("livetex-hook")
        courier = try Programs.path("livetex-courier")
        // A trace holds what the programs read and send, and so secrets.
        scratch = try TemporaryDirectory(secretFiles: ["trace"])
        impatientCourier = scratch("courier")
        let script = "#!/bin/sh\nexec '\(courier)' --linger 0\n"
        try FileSystem.create(impatientCourier, Array(script.utf8), mode: 0o700)
    }

    // MARK: The programs

    /// The end of a program.
    struct Run: Sendable {
        var ending: Subprocess.Ending
        /// The receiver's reply, if it was complete.
        var status: Int?
        var body: JSON?
        var wasKilled: Bool { ending == .signalled(9) }
    }

    /// Sends a webhook to the receiver.
    ///
    /// - Parameter spawning: whether the receiver starts a courier.
    func post(_ webhook: Webhook, spawning: Bool = false, under options: [String] = []) async throws -> Run {
        var variables = sandbox.receiverEnvironment
        variables["GATEWAY_INTERFACE"] = "CGI/1.1"
        variables["REQUEST_METHOD"] = "POST"
        variables["PATH_INFO"] = webhook.path
        variables["CONTENT_LENGTH"] = String(webhook.body.count)
        variables["CONTENT_TYPE"] = "application/json"
        variables["HTTP_AUTHORIZATION"] = "Bearer \(sandbox.receiverEnvironment["SANDBOX_SUPPORT_ACCEPT_TOKEN"] ?? "")"
        variables["LIVETEX_BRIDGE_DELIVERY"] = spawning ? "spawn" : "external"
        variables["LIVETEX_BRIDGE_COURIER"] = impatientCourier
        let result = try await program(hook, [], variables, options).finish(input: webhook.body)
        var run = Run(ending: result.ending)
        if let (status, body) = Self.reply(result.output) { (run.status, run.body) = (status, body) }
        return run
    }

    /// Runs a courier until nothing waits.
    func deliver(under options: [String] = []) async throws -> Run {
        let result = try await program(courier, ["--linger", "0"], sandbox.receiverEnvironment, options).finish()
        return Run(ending: result.ending)
    }

    /// Whether no dialog is pending.
    var isIdle: Bool { get throws { try store.due(until: .max, limit: 1).isEmpty } }

    /// Runs couriers until no dialog is pending.
    func settle() async throws {
        let deadline = Clock.monotonic() + 30_000
        while try !isIdle {
            guard Clock.monotonic() < deadline else { throw Unexpected(description: "a dialog stays pending") }
            _ = try await deliver()
        }
    }

    /// The points at which a program can be killed, from a run under strace.
    ///
    /// - Parameter mark: see ``SystemCalls/points(inTrace:from:)``.
    func points(from mark: String?, _ body: ([String]) async throws -> Void) async throws -> [KillPoint] {
        let file = scratch("trace")
        try await body(["-f", "-o", file, "-s", "4096"])
        return SystemCalls.points(inTrace: String(decoding: try FileSystem.read(file), as: UTF8.self), from: mark)
    }

    private func program(_ path: String, _ arguments: [String], _ variables: [String: String], _ options: [String])
        -> Subprocess
    {
        if options.isEmpty { return Subprocess(path, arguments, environment: variables) }
        let output = options.contains("-o") ? [] : ["-o", "/dev/null"]
        return Subprocess(Strace.path, ["-qq"] + output + options + [path] + arguments, environment: variables)
    }

    /// The reply; nil where it is not complete.
    private static func reply(_ output: [UInt8]) -> (Int, JSON)? {
        let text = String(decoding: output, as: UTF8.self)
        guard let split = text.firstRange(of: "\r\n\r\n"), text.hasPrefix("Status: ") else { return nil }
        let body = Array(text[split.upperBound...].utf8)
        guard let status = Int(text.dropFirst(8).prefix(3)),
            text[..<split.lowerBound].contains("Content-Length: \(body.count)"),
            let value = try? JSON(parsing: body)
        else { return nil }
        return (status, value)
    }

    // MARK: LiveTex

    /// Calls a method of the sandbox's LiveTex, like a courier.
    func call(_ method: String, _ body: JSON) async throws -> JSON {
        let key = sandbox.receiverEnvironment["SANDBOX_SUPPORT_LIVETEX_TOKEN"] ?? ""
        let request = HTTPRequest(
            url: "\(sandbox.url)/1.2/\(method)?key=\(key)", headers: [("Content-Type", "application/json")],
            body: body.bytes())
        return try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(with: Result { try JSON(parsing: HTTPClient.perform(request).body) })
            }
        }
    }
}

/// An outcome that a crash must not have.
struct Unexpected: Error, CustomStringConvertible {
    var description: String
}
