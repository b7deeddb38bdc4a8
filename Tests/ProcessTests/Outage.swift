import POSIX
import TestSupport

/// A port of 127.0.0.1 where a web server is missing or fails, until the value's end.
final class Outage: Sendable {
    /// How the server is out of reach.
    enum Kind: String, CaseIterable, Sendable, CustomStringConvertible {
        /// No program listens. The port is bound, so that no other program gets it.
        case refused
        /// Connections are accepted and requests are read, and no answer comes.
        case blackHole
        /// Connections are closed as soon as a request has begun.
        case dropped

        var description: String { rawValue }
    }

    let port: UInt16
    private let child: Child

    private static let script = """
        import os, socket, sys, threading
        kind, port = sys.argv[1], int(sys.argv[2])
        server = socket.socket()
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind(("127.0.0.1", port))
        def serve(connection):
            connection.recv(65536)
            print("met", flush=True)
            if kind == "dropped": connection.close()
            else: kept.append(connection)
        kept = []
        def accept():
            while True: threading.Thread(target=serve, args=(server.accept()[0],), daemon=True).start()
        print(server.getsockname()[1], flush=True)
        if kind != "refused":
            server.listen(100)
            threading.Thread(target=accept, daemon=True).start()
        sys.stdin.read()
        # A normal exit would wait for a thread that writes.
        os._exit(0)
        """

    /// - Parameter port: 0 for any free one.
    static func start(_ kind: Kind, port: UInt16 = 0) async throws -> Outage {
        try await elsewhere { try Outage(kind, port: port) }
    }

    private init(_ kind: Kind, port: UInt16) throws {
        child = try Subprocess("/usr/bin/python3", ["-c", Self.script, kind.rawValue, "\(port)"]).start(withInput: true)
        guard let line = try child.readLine(), let number = UInt16(line) else {
            throw Mishap(description: "port \(port) cannot be had")
        }
        self.port = number
    }

    /// Waits until a program has called. Not for `refused`, which sees no caller.
    func waitForCaller() async throws {
        guard try await elsewhere({ [child] in try child.readLine() }) == "met" else {
            throw Mishap(description: "no program has called")
        }
    }

    /// Ends it and closes all connections.
    func end() throws {
        child.closeInput()
        try child.wait()
    }

    deinit { try? end() }
}
