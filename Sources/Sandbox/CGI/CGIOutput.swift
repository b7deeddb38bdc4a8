/// Reads the output of a CGI program as a web server does (RFC 3875, section 6).
enum CGIOutput {
    /// An output that is not a response, with the reason.
    struct Malformed: Error, Hashable, Sendable, CustomStringConvertible {
        var description: String
    }

    static func parse(_ output: [UInt8]) throws(Malformed) -> WireReply.Answer {
        var answer = WireReply.Answer(status: 200)
        var rest = output[...]
        var isComplete = false
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            var line = rest[..<end]
            rest = rest[(end + 1)...]
            if line.last == UInt8(ascii: "\r") { line.removeLast() }
            if line.isEmpty {
                isComplete = true
                break
            }
            let text = String(decoding: line, as: UTF8.self)
            guard let colon = text.firstIndex(of: ":"), colon != text.startIndex else {
                throw Malformed(description: "not a header: \(text)")
            }
            let name = String(text[..<colon])
            let value = String(text[text.index(after: colon)...].drop { $0 == " " })
            if name.lowercased() == "status" {
                guard let status = Int(value.prefix(3)), (100...599).contains(status),
                    value.count == 3 || value.dropFirst(3).first == " "
                else { throw Malformed(description: "not a status: \(value)") }
                answer.status = status
            } else {
                answer.headers.append((name, value))
            }
        }
        guard isComplete else { throw Malformed(description: "the headers do not end with an empty line") }
        guard !answer.headers.isEmpty || rest.isEmpty else {
            throw Malformed(description: "a body without Content-Type")
        }
        answer.body = Array(rest)
        return answer
    }
}
