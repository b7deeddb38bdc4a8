import POSIX
import TestSupport

/// A web server in Python that misbehaves on purpose. It ends with the value.
final class Peer {
    let port: Int
    private let child: Child
    private let directory: TemporaryDirectory

    /// - Parameter behaviour: Python code that runs for each connection. It has `connection`, `index` (0 for the first
    ///   connection) and `seen` (the bodies so far). `request(connection)` reads one request and returns its body, or None
    ///   at the end.
    init(_ behaviour: String) throws {
        directory = try TemporaryDirectory()
        let body = behaviour.split(separator: "\n", omittingEmptySubsequences: false).map { "    \($0)" }.joined(
            separator: "\n")
        let script = """
            import socket, sys, threading
            seen = []
            def request(connection):
                data = b""
                while b"\\r\\n\\r\\n" not in data:
                    part = connection.recv(65536)
                    if not part: return None
                    data += part
                head, rest = data.split(b"\\r\\n\\r\\n", 1)
                length = [int(line.split(b":")[1]) for line in head.split(b"\\r\\n") if line.lower().startswith(b"content-length")]
                while len(rest) < sum(length): rest += connection.recv(65536)
                seen.append(rest.decode())
                return rest
            def answer(connection, head, body=b""):
                connection.sendall(head.encode() + b"\\r\\nContent-Length: %d\\r\\n\\r\\n" % len(body) + body)
            def serve(connection, index):
            \(body)
                connection.close()
            server = socket.create_server(("127.0.0.1", 0))
            def accept():
                index = 0
                while True:
                    threading.Thread(target=serve, args=(server.accept()[0], index), daemon=True).start()
                    index += 1
            threading.Thread(target=accept, daemon=True).start()
            print(server.getsockname()[1], flush=True)
            for line in sys.stdin: print(",".join(seen), flush=True)
            """
        let file = try directory.write(script, to: "peer.py")
        child = try Subprocess("/usr/bin/python3", [file]).start(withInput: true)
        port = Int(try child.readLine() ?? "") ?? 0
    }

    deinit {
        child.signal(9)
        _ = try? child.wait()
    }

    var url: String { "http://127.0.0.1:\(port)/" }

    /// The bodies that have arrived, in order.
    func bodies() throws -> [String] {
        try child.send("?\n")
        return try (child.readLine() ?? "").split(separator: ",").map(String.init)
    }
}
