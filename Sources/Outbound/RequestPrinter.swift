// How a dry run shows requests. No secret is resolved here, so none is shown.

import ChannelBundle
import JSON
import Text

/// The forms in which requests can be shown.
public enum RequestFormat: String, Sendable, CaseIterable {
    /// For people.
    case text
    /// One object a line: `method`, `url`, `headers`, `body`, and `when` for a call that depends on an answer.
    case json
    /// Commands that work when pasted into a shell in which the secrets' variables are set.
    case curl
}

extension OutboundRequest {
    /// The request as text, with a line break at the end.
    ///
    /// - Parameter condition: what the request depends on; nil when it is always made.
    public func printed(_ format: RequestFormat, when condition: String? = nil) -> String {
        switch format {
        case .text: text(condition)
        case .json: json(condition).text() + "\n"
        case .curl: curl(condition)
        }
    }

    private static let mask = "***"

    private func masked(_ template: Template) -> String { template.filled { _ in Self.mask } }

    private func text(_ condition: String?) -> String {
        var lines = condition.map { ["# \($0)"] } ?? []
        lines.append("\(Self.method) \(masked(url))")
        lines += headers.map { "\($0.name): \(masked($0.value))" } + signatureLines
        lines = lines.map(\.printable)
        if let body { lines.append(Self.shown(body, pretty: true)) }
        return lines.joined(separator: "\n") + "\n\n"
    }

    private func json(_ condition: String?) -> JSON {
        var fields: [String: JSON] = [:]
        for header in headers { fields[header.name] = .string(masked(header.value)) }
        if let signature {
            fields[StandardWebhooks.idHeader] = .string(signature.id)
            fields[StandardWebhooks.signatureHeader] = .string(Self.mask)
            fields[StandardWebhooks.timestampHeader] = .string(Self.mask)
        }
        return .members([
            "method": .string(Self.method), "url": .string(masked(url)), "headers": .object(fields),
            "body": body.map { (try? JSON(parsing: $0)) ?? .string(String(decoding: $0, as: UTF8.self)) } ?? .null,
            "when": condition.map { .string($0) },
        ])
    }

    /// The body with the escapes of JSON for what could control a terminal. The value is the same.
    private static func shown(_ body: [UInt8], pretty: Bool = false) -> String {
        guard let value = try? JSON(parsing: body) else { return String(decoding: body, as: UTF8.self).printable }
        return value.text(pretty: pretty)
    }

    private var signatureLines: [String] {
        guard let signature else { return [] }
        return [
            "\(StandardWebhooks.idHeader): \(signature.id)", "\(StandardWebhooks.timestampHeader): \(Self.mask)",
            "\(StandardWebhooks.signatureHeader): \(Self.mask)",
        ]
    }

    /// A command that depends on an answer becomes a comment: pasted with the others it must not run.
    private func curl(_ condition: String?) -> String {
        guard let condition else { return command() }
        let lines: [Substring] = ["\(condition):"] + command().split(separator: "\n")
        return lines.map { "# \($0)\n" }.joined()
    }

    private func command() -> String {
        var lines: [String] = []
        let text = body.map { Self.quoted(Self.shown($0)) }
        if let signature, let text { lines += Self.signing(signature, body: text) }
        var words = ["curl", "--silent", "--show-error", "--request", Self.method, shell(url)]
        for header in headers { words += ["--header", shell(Template(.text("\(header.name): ")) + header.value)] }
        if let signature {
            words += ["--header", Self.quoted("\(StandardWebhooks.idHeader): \(signature.id)")]
            words += ["--header", "\"\(StandardWebhooks.timestampHeader): $timestamp\""]
            words += ["--header", "\"\(StandardWebhooks.signatureHeader): v1,$signature\""]
        }
        if let text { words += ["--data-raw", text] } else { words += ["--data-raw", "''"] }
        lines.append(words.joined(separator: " "))
        return lines.joined(separator: "\n") + "\n"
    }

    /// Shell lines that sign the body when they run: a signature made now would soon be refused as too old.
    private static func signing(_ signature: Signature, body: String) -> [String] {
        let key =
            "\"$(printf %s \(reference(signature.secret)) | sed 's/^whsec_//' | base64 -d | od -An -v -tx1 | tr -d ' \\n')\""
        return [
            "timestamp=$(date +%s)",
            "signature=$(printf %s.%s.%s \(quoted(signature.id)) \"$timestamp\" \(body) | openssl dgst -sha256 -mac HMAC "
                + "-macopt hexkey:\(key) -binary | base64)",
        ]
    }

    private func shell(_ template: Template) -> String {
        template.pieces.map { piece in
            switch piece {
            case .text(let text): Self.quoted(text)
            case .secret(let reference): Self.reference(reference)
            }
        }.joined()
    }

    private static func reference(_ reference: SecretReference) -> String {
        switch reference {
        case .environment(let name): "\"$\(name)\""
        case .file(let path): "\"$(cat \(quoted(path)))\""
        }
    }

    /// The text for a shell. A character that could control the terminal is made by `printf` when the command runs.
    private static func quoted(_ text: String) -> String {
        let words = text.unicodeScalars.map { scalar in
            if scalar == "'" { return "'\\''" }
            return scalar.isPrintable ? String(scalar) : "'\"$(printf '\(octal(scalar))')\"'"
        }
        return "'\(words.joined())'"
    }

    private static func octal(_ scalar: Unicode.Scalar) -> String {
        String(scalar).utf8.map { byte in
            let digits = String(byte, radix: 8)
            return "\\" + String(repeating: "0", count: 3 - digits.count) + digits
        }.joined()
    }
}

extension OutboundRequest.Template {
    static func + (left: Self, right: Self) -> Self {
        var sum = left
        sum.pieces += right.pieces
        return sum
    }
}
