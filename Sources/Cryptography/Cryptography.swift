// Cryptographic functions over libsodium. `sodium_init` is not called: it would only select faster implementations, and the
// random generator sets itself up at its first use.

import CSodium
import Text

/// A 128-bit BLAKE2b hash.
///
/// Files on disk are named by it and have it in them, so it must not change between releases.
public struct Digest128: Hashable, Sendable, CustomStringConvertible {
    /// The first eight bytes, most significant byte first.
    public var high: UInt64
    /// The last eight bytes, most significant byte first.
    public var low: UInt64

    /// A digest that was read from a file.
    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// The hash of a list of parts.
    ///
    /// Each part's length is hashed too, so ("ab", "c") and ("a", "bc") differ.
    public init(of parts: [UInt8]...) {
        var input: [UInt8] = []
        for part in parts {
            withUnsafeBytes(of: UInt64(part.count).littleEndian) { input.append(contentsOf: $0) }
            input += part
        }
        var output = [UInt8](repeating: 0, count: 16)
        crypto_generichash(&output, output.count, input, UInt64(input.count), nil, 0)
        self.init(
            high: output[0..<8].reduce(0) { $0 << 8 | UInt64($1) },
            low: output[8..<16].reduce(0) { $0 << 8 | UInt64($1) })
    }

    /// The hash of a list of texts.
    public init(of texts: String...) {
        var input: [UInt8] = []
        for text in texts {
            withUnsafeBytes(of: UInt64(text.utf8.count).littleEndian) { input.append(contentsOf: $0) }
            input += text.utf8
        }
        self.init(of: input)
    }

    /// 32 lower-case hexadecimal digits.
    public var description: String { Self.hexadecimal(high) + Self.hexadecimal(low) }

    /// A digest from its 32 hexadecimal digits; nil for any other text.
    public init?(_ text: some StringProtocol) {
        guard text.utf8.count == 32, text.utf8.allSatisfy({ ASCII.isHexDigit($0) && !ASCII.isUpper($0) }),
            let high = UInt64(text.prefix(16), radix: 16), let low = UInt64(text.suffix(16), radix: 16)
        else { return nil }
        self.init(high: high, low: low)
    }

    private static func hexadecimal(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

/// SHA-256 of the bytes as 64 lower-case hexadecimal digits.
public func sha256Hexadecimal(_ bytes: [UInt8]) -> String {
    var output = [UInt8](repeating: 0, count: 32)
    crypto_hash_sha256(&output, bytes, UInt64(bytes.count))
    return output.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}

/// HMAC-SHA256 of the message, 32 bytes.
public func hmacSHA256(key: [UInt8], message: [UInt8]) -> [UInt8] {
    var state = crypto_auth_hmacsha256_state()
    var output = [UInt8](repeating: 0, count: 32)
    crypto_auth_hmacsha256_init(&state, key, key.count)
    crypto_auth_hmacsha256_update(&state, message, UInt64(message.count))
    crypto_auth_hmacsha256_final(&state, &output)
    return output
}

/// Compares two secrets in a time that does not depend on their content.
///
/// Both are hashed first, so the time does not depend on equal lengths either.
public func constantTimeEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    var hashes = ([UInt8](repeating: 0, count: 32), [UInt8](repeating: 0, count: 32))
    crypto_generichash(&hashes.0, 32, left, UInt64(left.count), nil, 0)
    crypto_generichash(&hashes.1, 32, right, UInt64(right.count), nil, 0)
    return sodium_memcmp(hashes.0, hashes.1, 32) == 0
}

/// Random bytes from the kernel.
public func randomBytes(count: Int) -> [UInt8] {
    var output = [UInt8](repeating: 0, count: count)
    randombytes_buf(&output, count)
    return output
}

/// A 64-bit checksum (SipHash-2-4 with a fixed key) that finds torn and damaged data.
public func checksum64(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var output: UInt64 = 0
    withUnsafeMutableBytes(of: &output) { output in
        output.withMemoryRebound(to: UInt8.self) { output in
            guard let start = output.baseAddress else { return }
            crypto_shorthash(
                start, bytes.assumingMemoryBound(to: UInt8.self).baseAddress, UInt64(bytes.count), checksumKey)
        }
    }
    return UInt64(bigEndian: output)
}

/// Stored checksums depend on it, so it must not change.
private let checksumKey = Array("livetex-bridge/1".utf8)

/// Base64 in the standard alphabet, with padding.
public func base64(_ bytes: [UInt8]) -> String {
    var output = [CChar](repeating: 0, count: sodium_base64_encoded_len(bytes.count, sodium_base64_VARIANT_ORIGINAL))
    sodium_bin2base64(&output, output.count, bytes, bytes.count, sodium_base64_VARIANT_ORIGINAL)
    return String(decoding: output.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

/// The bytes of a base64 text in the standard alphabet with padding; nil for any other text.
public func bytes(base64 text: String) -> [UInt8]? {
    var output = [UInt8](repeating: 0, count: text.utf8.count)
    var length = 0
    let outcome = sodium_base642bin(
        &output, output.count, text, text.utf8.count, nil, &length, nil, sodium_base64_VARIANT_ORIGINAL)
    return outcome == 0 ? Array(output.prefix(length)) : nil
}
