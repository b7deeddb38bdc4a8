import POSIX

/// A TCP connection to 127.0.0.1, byte for byte.
final class Connection {
    private let descriptor: Int32

    init(port: UInt16) throws {
        descriptor = Self.makeSocket()
        var address = Self.address(port: port)
        // A throw from here on runs deinit, which closes the descriptor.
        guard Self.withSocketAddress(&address, { connect(descriptor, $0, $1) }) == 0 else {
            throw SystemError("connect")
        }
        // A limit for a test that fails.
        var limit = timeval(tv_sec: 30, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(descriptor) }

    fileprivate static func bindToFreePort(_ descriptor: Int32) throws -> UInt16 {
        var address = address(port: 0)
        guard withSocketAddress(&address, { bind(descriptor, $0, $1) }) == 0 else { throw SystemError("bind") }
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let outcome = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        guard outcome == 0 else { throw SystemError("getsockname") }
        return UInt16(bigEndian: address.sin_port)
    }

    /// Sends as much as the server reads. It may answer and close before it has read all.
    func send(_ bytes: [UInt8]) {
        let flags = Int32(MSG_NOSIGNAL)
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { buffer in
                sendto(descriptor, buffer.baseAddress, buffer.count, flags, nil, 0)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    /// Ends the sending direction. The server may still answer.
    func finishSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// All bytes until the server closes or resets the connection.
    func receive() throws -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(descriptor, &chunk, chunk.count, 0)
            if count < 0, errno == EINTR { continue }
            if count < 0, errno != ECONNRESET { throw SystemError("recv") }
            if count <= 0 { return bytes }
            bytes += chunk.prefix(count)
        }
    }

    fileprivate static func makeSocket() -> Int32 {
        socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    }

    private static func address(port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return address
    }

    private static func withSocketAddress(
        _ address: inout sockaddr_in, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}

/// A port on 127.0.0.1 that the kernel gives to no other program. A server that sets SO_REUSEADDR, as servers do, can
/// listen on it.
final class ReservedPort: Sendable {
    private let descriptor: Int32
    let number: UInt16

    init() throws {
        let descriptor = Connection.makeSocket()
        var yes: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        do { number = try Connection.bindToFreePort(descriptor) } catch {
            close(descriptor)
            throw error
        }
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }
}

/// A port on 127.0.0.1 that accepts connections and never answers, to see whether a program calls it.
final class Listener: Sendable {
    private let descriptor: Int32
    let port: UInt16

    init() throws {
        let descriptor = Connection.makeSocket()
        do {
            port = try Connection.bindToFreePort(descriptor)
            guard listen(descriptor, 8) == 0 else { throw SystemError("listen") }
        } catch {
            close(descriptor)
            throw error
        }
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// Whether a program has called.
    var wasCalled: Bool {
        var wait = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&wait, 1, 0) > 0
    }
}
