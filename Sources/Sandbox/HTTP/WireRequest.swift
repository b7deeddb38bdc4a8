import JSON

/// A received HTTP request, without the types of the web server.
struct WireRequest: Sendable {
    var method: String
    /// The path as it was sent, percent-encoded.
    var path: String
    /// The query as it was sent, without the question mark.
    var query: String
    /// The headers in the order of the web server.
    var headers: [(name: String, value: String)]
    var body: [UInt8]

    init(
        method: String = "POST", path: String, query: String = "", headers: [(name: String, value: String)] = [],
        body: [UInt8] = []
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
    }

    /// The first header of that name, in any case.
    func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// The parts of the path, percent-decoded.
    var pathComponents: [String] {
        path.split(separator: "/").map { PercentEncoding.decode(String($0)) }
    }

    /// The values of a query parameter, decoded.
    func queryValues(_ name: String) -> [String] {
        query.split(separator: "&").compactMap { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let key = parts.first, PercentEncoding.decode(String(key)) == name else { return nil }
            return PercentEncoding.decode((parts.count > 1 ? String(parts[1]) : "").replacing("+", with: " "))
        }
    }

    /// The path of a URL, without its query.
    static func path(of url: String) -> String {
        let rest = url.firstRange(of: "://").map { url[$0.upperBound...] } ?? url[...]
        return String(rest.drop { $0 != "/" }.prefix { $0 != "?" && $0 != "#" })
    }

    /// Whether the media type is `application/json`, with or without parameters.
    var isJSON: Bool {
        let type = header("Content-Type")?.split(separator: ";", omittingEmptySubsequences: false).first ?? ""
        return type.lowercased().filter { $0 != " " } == "application/json"
    }

    /// The token in `Authorization: Bearer`; nil for another scheme.
    var bearerToken: String? {
        guard let value = header("Authorization"), value.lowercased().hasPrefix("bearer ") else { return nil }
        return String(value.dropFirst("bearer ".count))
    }
}

/// Percent-encoding of URLs (RFC 3986).
enum PercentEncoding {
    /// The text with every byte that is not unreserved as an escape.
    static func encode(_ text: String) -> String {
        let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)
        let digits = Array("0123456789ABCDEF".utf8)
        return String(
            decoding: text.utf8.flatMap { byte in
                plain.contains(byte)
                    ? [byte] : [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }, as: UTF8.self)
    }

    /// The text with every valid escape replaced by its byte.
    static func decode(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "%")) else { return text }
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            let digits = rest.prefix(2)
            if byte == UInt8(ascii: "%"), digits.count == 2,
                let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
