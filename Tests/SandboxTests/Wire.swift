import ChannelBundle
import JSON
import POSIX
import TestSupport
import Testing

@testable import Sandbox

/// A client of a sandbox, through HTTP or byte for byte.
struct Wire {
    let sandbox: Sandbox

    /// The access key of a binding's contact point.
    func key(_ binding: String = "support") -> String {
        sandbox.receiverEnvironment["SANDBOX_\(binding.uppercased())_LIVETEX_TOKEN"] ?? ""
    }

    /// Calls a method of the Messaging API.
    func call(
        _ method: String, _ body: JSON?, version: String = "1.2", key: String? = nil
    ) async throws -> (status: Int, body: JSON) {
        let result = await CurlSender().post(
            "\(sandbox.url)/\(version)/\(method)?key=\(key ?? self.key())",
            headers: [("Content-Type", "application/json")], body: body?.bytes() ?? [], timeout: 10_000)
        let answer = try result.get()
        return (answer.status, try JSON(parsing: answer.body))
    }

    /// Sends the bytes and returns all that comes until the server closes the connection.
    func exchange(_ text: String) async throws -> String {
        let port = try #require(UInt16(sandbox.url.split(separator: ":").last ?? ""))
        let bytes = Array(text.utf8)
        return try await BlockingWork.run { Result { try RawConnection.exchange(bytes, port: port) } }.get()
    }

    /// Sends a request with these headers and `Connection: close`.
    func request(_ line: String, _ headers: [String] = [], body: String = "") async throws -> String {
        let head = ["\(line) HTTP/1.1", "Host: 127.0.0.1", "Connection: close"] + headers
        return try await exchange(head.joined(separator: "\r\n") + "\r\n\r\n" + body)
    }
}

enum RawConnection {
    static func exchange(_ bytes: [UInt8], port: UInt16) throws -> String {
        let kind = Int32(SOCK_STREAM.rawValue)
        let descriptor = socket(AF_INET, kind, 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw SystemError("connect") }
        guard send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else {
            throw SystemError("send")
        }
        var limit = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var answer: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(descriptor, &chunk, chunk.count, 0)
            // A reset also ends the answer.
            if count < 0, errno != ECONNRESET { throw SystemError("recv") }
            if count <= 0 { return String(decoding: answer, as: UTF8.self) }
            answer += chunk.prefix(count)
        }
    }
}

/// Runs a test with a sandbox and stops the sandbox, also when the test throws.
func withSandbox(
    _ bindings: [Binding] = [.sandbox()], _ configure: (inout SandboxOptions) -> Void = { _ in },
    _ body: (Sandbox, Wire) async throws -> Void
) async throws {
    var options = SandboxOptions(bindings: bindings)
    configure(&options)
    let sandbox = try await Sandbox.start(options)
    do {
        try await body(sandbox, Wire(sandbox: sandbox))
        await sandbox.stop()
    } catch {
        await sandbox.stop()
        throw error
    }
}
