// The one list of variables that belong to a request. The compiler and the bundle's reader refuse such a name for a secret,
// and the receiver removes such variables before it starts a courier. So no secret that is accepted is removed.

/// The environment variables that a host sets for each webhook: RFC 3875, and what nginx, lighttpd, Apache, busybox httpd
/// and the function platforms add. Some have a value that the client chose.
public enum RequestVariables {
    /// What names begin with. OpenFaaS writes `Http_` for `HTTP_`.
    public static let prefixes = [
        "HTTP_", "Http_", "REQUEST_", "REMOTE_", "SERVER_", "SCRIPT_", "PATH_", "REDIRECT_", "CONTEXT_",
        // Apache's mod_ssl and mod_http2, lighttpd's mod_openssl. Not all of `SSL_`: `SSL_CERT_FILE` is a setting of OpenSSL.
        "SSL_CIPHER", "SSL_CLIENT_", "SSL_SERVER_", "SSL_SESSION_", "SSL_SRP_", "SSL_VERSION_", "H2_",
    ]

    /// Whole names.
    public static let names = [
        "AUTH_TYPE", "CONTENT_LENGTH", "CONTENT_TYPE", "DOCUMENT_ROOT", "DOCUMENT_URI", "FCGI_ROLE",
        "GATEWAY_INTERFACE", "H2PUSH", "HTTP2", "HTTPS", "QUERY_STRING", "SSL_COMPRESS_METHOD", "SSL_PROTOCOL",
        "SSL_SECURE_RENEG", "SSL_TLS_SNI", "UNIQUE_ID",
    ]

    /// What they begin with; most names begin with another letter, which is the cheapest to see.
    private static let initials = (prefixes + names).compactMap(\.utf8.first)

    /// Whether a name is one of these. As for every variable, upper and lower case differ.
    public static func contains(_ name: String) -> Bool {
        guard let first = name.utf8.first, initials.contains(first) else { return false }
        return names.contains(name) || prefixes.contains { name.hasPrefix($0) }
    }
}
