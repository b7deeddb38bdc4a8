import POSIX
import Testing

/// Looks for marked secrets in plain text, in base64 and in percent-encoded text.
public enum SecretSearch {
    /// A secret in some bytes.
    public struct Finding: Hashable, Sendable, CustomStringConvertible {
        /// In bytes. For percent-encoded text, in the decoded text.
        public var offset: Int
        /// How the secret is written: `as it is`, `in base64` or `percent-encoded`.
        public var form: String

        /// The form and the place, without the secret.
        public var description: String { "a secret, \(form), at byte \(offset)" }
    }

    private static let forms: [(name: String, text: [UInt8])] =
        [("as it is", Array(MarkedSecret.mark.utf8))]
        + (0..<3).map { ("in base64", base64(Array(MarkedSecret.mark.utf8), position: $0)) }

    /// The first secret of each form.
    public static func findings(in bytes: [UInt8]) -> [Finding] {
        var findings = forms.compactMap { form in
            offset(of: form.text, in: bytes).map { Finding(offset: $0, form: form.name) }
        }
        if bytes.contains(UInt8(ascii: "%")) {
            let decoded = percentDecoded(bytes)
            if findings.isEmpty, let form = forms.first(where: { offset(of: $0.text, in: decoded) != nil }) {
                findings.append(Finding(offset: offset(of: form.text, in: decoded) ?? 0, form: "percent-encoded"))
            }
        }
        return findings
    }

    /// Fails the running test for every secret in what a program wrote.
    public static func expectNone(in bytes: [UInt8], _ place: @autoclosure () -> String) {
        for finding in findings(in: bytes) { Issue.record("\(place()) shows \(finding)") }
    }

    /// Fails the running test for every secret in the files below a directory, and in their names.
    ///
    /// - Parameter permitted: files that may hold secrets, by their names in the directory; `*` means any one part of a
    ///   name.
    public static func expectNone(below directory: String, permitted: Set<String> = []) {
        func visit(_ name: String) {
            let path = name.isEmpty ? directory : "\(directory)/\(name)"
            guard !permitted.contains(where: { matches(name, $0) }) else { return }
            if FileSystem.isDirectory(path) {
                for child in (try? FileSystem.list(path)) ?? [] {
                    expectNone(in: Array(child.utf8), "the name \(path)/\(child)")
                    visit(name.isEmpty ? child : "\(name)/\(child)")
                }
            } else if let content = try? FileSystem.readRegularFile(path, atMost: .max) {
                expectNone(in: content, path)
            }
        }
        visit("")
    }

    private static func matches(_ name: String, _ pattern: String) -> Bool {
        let (parts, wanted) = (name.split(separator: "/"), pattern.split(separator: "/"))
        return parts.count == wanted.count && zip(parts, wanted).allSatisfy { $1 == "*" || $0 == $1 }
    }

    private static func offset(of needle: [UInt8], in bytes: [UInt8]) -> Int? {
        bytes.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress, let first = needle.first else { return nil }
            var from = 0
            while from + needle.count <= bytes.count,
                let found = memchr(start + from, Int32(first), bytes.count - needle.count - from + 1)
            {
                let offset = UnsafeRawPointer(found) - start
                if memcmp(found, needle, needle.count) == 0 { return offset }
                from = offset + 1
            }
            return nil
        }
    }

    private static func percentDecoded(_ bytes: [UInt8]) -> [UInt8] {
        var decoded: [UInt8] = []
        var rest = bytes[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2,
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                decoded.append(value)
                rest = rest.dropFirst(2)
            } else {
                decoded.append(byte)
            }
        }
        return decoded
    }

    /// The characters that the base64 of every text has which contains `text` at this position modulo three.
    private static func base64(_ text: [UInt8], position: Int) -> [UInt8] {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        let bits = ([UInt8](repeating: 0, count: position) + text).flatMap { byte in
            (0..<8).map { byte >> (7 - $0) & 1 }
        }
        // Only groups of six bits that are all within the text.
        let start = (position * 8 + 5) / 6
        return (start..<bits.count / 6).map { group in
            alphabet[bits[group * 6..<group * 6 + 6].reduce(0) { $0 << 1 | Int($1) }]
        }
    }
}
