import HTTPTransport
import POSIX
import TestSupport
import Testing

/// What libcurl does by itself, and what it must not do.
@Suite struct TransportTests {
    private func perform(_ multiplexer: HTTPMultiplexer, _ request: HTTPRequest) throws -> Result<
        HTTPResponse, HTTPFailure
    > {
        _ = try multiplexer.start(request)
        while true {
            if let finished = multiplexer.wait(milliseconds: 1_000).first { return finished.result }
        }
    }

    private func failure(_ result: Result<HTTPResponse, HTTPFailure>) -> HTTPFailure? {
        if case .failure(let failure) = result { failure } else { nil }
    }

    /// libcurl repeats a POST by itself when a reused connection dies before the first byte of the answer. The transport
    /// must report the failure, so that the courier knows that the call is in doubt.
    @Test func aReusedConnectionThatDiesIsReportedAndNothingIsSentTwice() throws {
        let peer = try Peer(
            """
            request(connection)
            answer(connection, "HTTP/1.1 200 OK")
            if index == 0: request(connection)
            """)
        let multiplexer = try HTTPMultiplexer()
        let first = try perform(multiplexer, HTTPRequest(url: peer.url, body: Array("first".utf8)))
        #expect(try first.get().status == 200)
        let second = try perform(multiplexer, HTTPRequest(url: peer.url, body: Array("second".utf8)))
        #expect(failure(second)?.outcome == .unknown)
        #expect(try peer.bodies() == ["first", "second"])
    }

    @Test func aRedirectIsNotFollowed() throws {
        let peer = try Peer(
            """
            while request(connection) is not None: answer(connection, "HTTP/1.1 302 Found\\r\\nLocation: /elsewhere")
            """)
        let response = try HTTPClient.perform(HTTPRequest(url: peer.url, body: Array("once".utf8)))
        #expect(response.status == 302)
        #expect(try peer.bodies() == ["once"])
    }

    /// A name is judged by its addresses. This machine's own name has private ones.
    @Test func aNameWithAPrivateAddressIsRefused() throws {
        let content = try FileSystem.read("/proc/sys/kernel/hostname")
        let host = String(decoding: content, as: UTF8.self).split(separator: "\n").joined().lowercased()
        let peer = try Peer("while request(connection) is not None: answer(connection, 'HTTP/1.1 200 OK')")
        let url = "http://\(host):\(peer.port)/"
        let error = #expect(throws: HTTPFailure.self) {
            try HTTPClient.perform(HTTPRequest(url: url, body: Array("x".utf8)))
        }
        #expect(error?.outcome == .forbiddenAddress, "\(String(describing: error))")
        #expect(try peer.bodies().isEmpty)
        let allowed = HTTPRequest(url: url, body: Array("y".utf8), allowPrivate: [host])
        do { _ = try HTTPClient.perform(allowed) } catch { #expect(error.outcome != .forbiddenAddress) }
    }

    /// The guard judges an address when a connection opens. A connection that one request was allowed to open must not serve a
    /// request that was not.
    @Test func anAllowanceServesNoOtherRequest() throws {
        let peer = try Peer("while request(connection) is not None: answer(connection, 'HTTP/1.1 200 OK')")
        // libcurl itself resolves every name below `localhost` to loopback.
        let (host, multiplexer) = ("bridge.localhost", try HTTPMultiplexer())
        func call(_ body: String, allowing allowed: Set<String>) throws -> Result<HTTPResponse, HTTPFailure> {
            try perform(
                multiplexer,
                HTTPRequest(url: "http://\(host):\(peer.port)/", body: Array(body.utf8), allowPrivate: allowed))
        }
        #expect(failure(try call("one", allowing: []))?.outcome == .forbiddenAddress)
        for body in ["two", "three"] { #expect(try call(body, allowing: [host]).get().status == 200) }
        #expect(failure(try call("four", allowing: ["other.localhost"]))?.outcome == .forbiddenAddress)
        #expect(try call("five", allowing: [host]).get().status == 200)
        #expect(try peer.bodies() == ["two", "three", "five"])
    }

    /// libcurl reads addresses in many forms. Each is judged by the address that it means, and no connection is opened.
    @Test(arguments: [
        "http://169.254.169.254/", "http://2852039166/", "http://0xa9fea9fe/", "http://0251.0376.0251.0376/",
        "http://10.1/",
        "http://169.254.43518/", "http://192.168.1.1:8080/", "http://0.0.0.0/", "http://0/", "http://[::]/",
        "http://[::ffff:169.254.169.254]/", "http://[::ffff:7f00:1]/", "http://[64:ff9b::a9fe:a9fe]/",
        "http://[2002:a9fe:a9fe::]/", "http://[fe80::1]/", "http://[fd00:ec2::254]/", "http://user@10.0.0.1/",
        "http://127.0.0.1@10.0.0.1/",
    ])
    func anAddressInAnotherFormIsRefused(url: String) {
        let request = HTTPRequest(url: url, body: Array("x".utf8), timeout: 5_000)
        let error = #expect(throws: HTTPFailure.self) { try HTTPClient.perform(request) }
        #expect(error?.outcome == .forbiddenAddress, "\(String(describing: error))")
    }

    @Test(arguments: [
        "file:///etc/passwd", "gopher://127.0.0.1/", "ftp://127.0.0.1/", "dict://127.0.0.1/", "scp://127.0.0.1/",
    ])
    func onlyHTTPAndHTTPSAreCalled(url: String) {
        let request = HTTPRequest(url: url, body: Array("x".utf8), timeout: 5_000)
        let error = #expect(throws: HTTPFailure.self) { try HTTPClient.perform(request) }
        #expect(error?.outcome == .notSent, "\(String(describing: error))")
    }

    /// The host tells a person which address is meant. The rest of an address may hold secrets.
    @Test func aFailureNamesOnlyTheHost() {
        let url = "http://user:password@localhost:1/path?token=secret"
        let error = #expect(throws: HTTPFailure.self) {
            try HTTPClient.perform(HTTPRequest(url: url, body: Array("x".utf8)))
        }
        #expect(error?.description.hasPrefix("localhost: ") == true, "\(String(describing: error))")
        for secret in ["user", "password", "path", "token", "secret"] {
            #expect(error?.description.contains(secret) == false, "\(String(describing: error))")
        }
    }

    @Test func aSelfSignedCertificateIsRefused() async throws {
        let directory = try TemporaryDirectory()
        let (key, certificate) = (directory("key"), directory("certificate"))
        let made = try await Subprocess(
            "/usr/bin/openssl",
            [
                "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate, "-subj",
                "/CN=localhost",
                "-addext", "subjectAltName=IP:127.0.0.1",
            ]
        ).finish()
        try #require(made.ending == .exited(0), "\(made.errorText)")
        let server = try Subprocess(
            "/usr/bin/openssl", ["s_server", "-accept", "127.0.0.1:0", "-key", key, "-cert", certificate, "-www"]
        ).start(error: .null)
        defer {
            server.signal(9)
            _ = try? server.wait()
        }
        var port: Substring?
        while port == nil, let line = try server.readLine() {
            if line.hasPrefix("ACCEPT") { port = line.split(separator: ":").last }
        }
        let url = "https://127.0.0.1:\(try #require(port))/"
        let error = #expect(throws: HTTPFailure.self) {
            try HTTPClient.perform(HTTPRequest(url: url, body: Array("x".utf8)))
        }
        #expect(error?.outcome == .notSent)
        #expect(error?.description.lowercased().contains("certificate") == true, "\(String(describing: error))")
    }
}
