// One HTTP request and one reply, as the probes need them (RFC 9112).

import JSON

/// A request. It has a `Content-Length`, except where a probe leaves it out.
struct Request: Sendable {
    enum Framing: Sendable {
        /// `Content-Length`.
        case length
        /// `Transfer-Encoding: chunked`, in chunks of this many bytes.
        case chunked(Int)
        /// No header for the body, so there is none by HTTP's rules.
        case none
    }

    var method = "POST"
    /// After the host's mount.
    var path: String
    var headers: [String] = []
    var body: [UInt8] = []
    var framing = Framing.length

    func bytes(mount: String) -> [UInt8] {
        var lines = ["\(method) \(mount)\(path) HTTP/1.1", "Host: 127.0.0.1", "Connection: close"]
        lines += ["Content-Type: application/json"] + headers
        var content = body
        switch framing {
        case .length: lines.append("Content-Length: \(body.count)")
        case .chunked(let size):
            lines.append("Transfer-Encoding: chunked")
            content = []
            var rest = body[...]
            while !rest.isEmpty {
                let chunk = rest.prefix(size)
                content += Array("\(String(chunk.count, radix: 16))\r\n".utf8) + chunk + Array("\r\n".utf8)
                rest = rest.dropFirst(size)
            }
            content += Array("0\r\n\r\n".utf8)
        case .none: content = []
        }
        return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + content
    }
}

/// A reply.
struct Reply: Sendable {
    var status: Int
    /// By lower-case name.
    var headers: [String: String]
    var body: [UInt8]
    /// Whether the body has the length that the head names.
    var isComplete: Bool

    /// nil where the bytes are no HTTP reply.
    init?(_ bytes: [UInt8]) {
        let separator = Array("\r\n\r\n".utf8)
        guard let end = bytes.firstRange(of: separator) else { return nil }
        let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
        guard let line = lines.first, line.hasPrefix("HTTP/1."), let status = Int(line.dropFirst(9).prefix(3)) else {
            return nil
        }
        self.status = status
        headers = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { return nil }
            headers[line[..<colon].lowercased()] = String(line[line.index(after: colon)...].drop { $0 == " " })
        }
        body = Array(bytes[end.upperBound...])
        isComplete = true
        if headers["transfer-encoding"]?.lowercased() == "chunked" {
            let joined = Self.joined(chunks: body)
            isComplete = joined != nil
            body = joined ?? body
        } else if let length = headers["content-length"].flatMap({ Int($0) }) {
            isComplete = body.count == length
        }
    }

    /// The status, and the outcome in the receiver's JSON: `200 accepted`, `401 unauthorized`. A reply of the host itself
    /// has the status alone.
    var summary: String {
        var text = "\(status)"
        if let value = try? JSON(parsing: body), let word = value["error"]?["code"]?.string ?? value["status"]?.string {
            text += " \(word)"
            let type = headers["content-type"] ?? "nothing"
            if !type.hasPrefix("application/json") { text += " as \(type)" }
        }
        return isComplete ? text : "\(text), cut off"
    }

    private static func joined(chunks: [UInt8]) -> [UInt8]? {
        var body: [UInt8] = []
        var rest = chunks[...]
        while let end = rest.firstRange(of: Array("\r\n".utf8)) {
            guard let size = Int(String(decoding: rest[..<end.lowerBound], as: UTF8.self), radix: 16) else {
                return nil
            }
            rest = rest[end.upperBound...]
            if size == 0 { return body }
            guard rest.count >= size + 2 else { return nil }
            body += rest.prefix(size)
            rest = rest.dropFirst(size + 2)
        }
        return nil
    }
}

extension Optional<Reply> {
    /// The text of a cell in the matrix.
    var summary: String { map(\.summary) ?? "no reply" }
}
