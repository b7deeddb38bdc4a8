import ChannelBundle
import Testing

@testable import Receiver

/// Which of the receiver's variables a courier gets.
@Suite struct CourierEnvironmentTests {
    /// What web servers set for a request: RFC 3875, nginx, lighttpd, Apache, busybox httpd, the watchdog of OpenFaaS.
    static let requests = [
        "AUTH_TYPE", "CONTENT_LENGTH", "CONTENT_TYPE", "GATEWAY_INTERFACE", "PATH_INFO", "PATH_TRANSLATED",
        "QUERY_STRING",
        "REMOTE_ADDR", "REMOTE_HOST", "REMOTE_IDENT", "REMOTE_PORT", "REMOTE_USER", "REQUEST_METHOD", "REQUEST_SCHEME",
        "REQUEST_URI", "SCRIPT_FILENAME", "SCRIPT_NAME", "SERVER_ADDR", "SERVER_NAME", "SERVER_PORT", "SERVER_PROTOCOL",
        "SERVER_SOFTWARE", "SERVER_ADMIN", "SERVER_SIGNATURE", "DOCUMENT_ROOT", "DOCUMENT_URI", "CONTEXT_PREFIX",
        "CONTEXT_DOCUMENT_ROOT", "REDIRECT_STATUS", "REDIRECT_URL", "REDIRECT_HTTP_AUTHORIZATION", "UNIQUE_ID", "HTTPS",
        "FCGI_ROLE", "SCRIPT_URL", "SCRIPT_URI", "HTTP_AUTHORIZATION", "HTTP_PROXY", "Http_X_Bridge_Token",
        "SSL_PROTOCOL",
        "SSL_CIPHER", "SSL_CIPHER_USEKEYSIZE", "SSL_CLIENT_S_DN_CN", "SSL_CLIENT_VERIFY", "SSL_SERVER_S_DN",
        "SSL_TLS_SNI",
        "SSL_SESSION_ID", "SSL_VERSION_LIBRARY", "HTTP2", "H2PUSH", "H2_STREAM_ID",
    ]
    static let others = [
        "PATH", "HOME", "TZ", "LANG", "LIVETEX_BRIDGE_STATE", "SUPPORT_TOKEN", "METABOT_TOKEN", "SSL_CERT_FILE",
        "SSL_CERT_DIR", "LD_LIBRARY_PATH", "http_proxy",
    ]

    /// `RequestVariables` is also what the compiler and the bundle's reader refuse.
    @Test func theRequestStaysWithTheReceiver() {
        let names = Self.requests + Self.others
        let kept = ProcessCourier.withoutRequest(Dictionary(uniqueKeysWithValues: names.map { ($0, "x") }))
        #expect(Set(kept.keys) == Set(Self.others))
        #expect(names.filter { !RequestVariables.contains($0) } == Self.others)
    }
}
