import CJansson
import Text

extension JSON {
    /// The value as UTF-8 text with sorted keys, so that equal values give equal bytes.
    ///
    /// - Parameter pretty: whether to use line breaks and an indentation of two, for people. Otherwise it is one line.
    public func bytes(pretty: Bool = false) -> [UInt8] {
        guard let node = makeNode() else { return [] }
        defer { json_decref(node) }
        let layout = pretty ? 2 : JSON_COMPACT
        var output: [UInt8] = []
        _ = withUnsafeMutablePointer(to: &output) { output in
            json_dump_callback(
                node,
                { chunk, length, context in
                    guard let chunk, let context else { return -1 }
                    let output = context.assumingMemoryBound(to: [UInt8].self)
                    output.pointee.append(contentsOf: UnsafeRawBufferPointer(start: chunk, count: length))
                    return 0
                },
                output, size_t(JSON_ENCODE_ANY | JSON_SORT_KEYS | layout))
        }
        return output
    }

    /// The value as text with sorted keys, for terminals and logs: characters that could control those are escaped. The value
    /// is the same.
    public func text(pretty: Bool = false) -> String {
        let text = String(decoding: bytes(pretty: pretty), as: UTF8.self)
        // The layout's line breaks are the only ones: those in strings are escaped already.
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.lazy.map { String($0).printable }.joined(separator: "\n")
    }

    /// The value as a jansson tree that the caller releases.
    private func makeNode() -> UnsafeMutablePointer<json_t>? {
        switch self {
        case .null: return json_null()
        case .bool(let value): return value ? json_true() : json_false()
        case .int(let number): return json_integer(json_int_t(number))
        // JSON has no infinities and jansson refuses them. `null` is what JavaScript writes.
        case .double(let number): return number.isFinite ? json_real(number) : json_null()
        case .string(let text): return json_stringn_nocheck(text, text.utf8.count)
        case .array(let elements):
            let node = json_array()
            for element in elements { json_array_append_new(node, element.makeNode()) }
            return node
        case .object(let members):
            let node = json_object()
            for (key, value) in members { json_object_set_new_nocheck(node, key, value.makeNode()) }
            return node
        }
    }
}
