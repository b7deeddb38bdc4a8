// Reading JSON text with jansson. The rest of the project relies on what is set here: exactly one value, no duplicate keys,
// `\u0000` in strings, limited nesting, numbers within 64 bits.

import CJansson
import Text

/// Why a text is not accepted as JSON.
public struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, as a sentence without a full stop.
    public var message: String
    /// The path of the wrong value, such as `data.attachments[0].url`; nil when it is not known.
    public var path: String?
    /// Whether the text is JSON with a value outside the limits: a number beyond 64 bits, or too deep nesting.
    public var isLimit: Bool

    /// The message.
    public var description: String { message }

    /// The longest path, in bytes. A sender chooses the names and the depth; a reply or a log line must not be longer than
    /// what was sent.
    static let maximumPath = 200

    init(message: String, path: String?, isLimit: Bool) {
        self.message = message
        self.path = path?.excerpt(Self.maximumPath)
        self.isLimit = isLimit
    }
}

extension JSON {
    /// How deep arrays and objects may be nested.
    public static let maximumDepth = 32

    /// Reads one JSON value.
    ///
    /// - Throws: ``JSONError`` for anything that is not exactly one JSON value within the limits.
    public init(parsing bytes: [UInt8]) throws(JSONError) {
        // jansson takes a NUL after a number or a literal for the end of its buffer and goes on with the next byte.
        if let place = bytes.firstIndex(of: 0) { throw Self.rawNUL(at: place, in: bytes) }
        var failure = json_error_t()
        let flags = size_t(JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL)
        let root = bytes.withUnsafeBytes { buffer in
            json_loadb(buffer.baseAddress?.assumingMemoryBound(to: CChar.self), buffer.count, flags, &failure)
        }
        guard let root else {
            throw Self.explain(failure, in: bytes)
        }
        defer { json_decref(root) }
        self = try JSON(root, depth: 0, path: "")
    }

    /// Reads one JSON value from a text.
    public init(parsing text: String) throws(JSONError) {
        try self.init(parsing: Array(text.utf8))
    }

    private init(_ node: UnsafeMutablePointer<json_t>, depth: Int, path: String) throws(JSONError) {
        switch node.pointee.type {
        case JSON_OBJECT:
            guard depth < Self.maximumDepth else { throw Self.tooDeep(path) }
            var members = Members<JSON>()
            members.reserveCapacity(json_object_size(node))
            var iterator = json_object_iter(node)
            while let member = iterator {
                if let name = json_object_iter_key(member), let value = json_object_iter_value(member) {
                    let key = String(cString: name)
                    members[key] = try JSON(value, depth: depth + 1, path: path.isEmpty ? key : "\(path).\(key)")
                }
                iterator = json_object_iter_next(node, member)
            }
            self = .object(members)
        case JSON_ARRAY:
            guard depth < Self.maximumDepth else { throw Self.tooDeep(path) }
            var elements: [JSON] = []
            elements.reserveCapacity(json_array_size(node))
            for index in 0..<json_array_size(node) {
                if let element = json_array_get(node, index) {
                    elements.append(try JSON(element, depth: depth + 1, path: "\(path)[\(index)]"))
                }
            }
            self = .array(elements)
        case JSON_STRING:
            let length = json_string_length(node)
            self = .string(
                json_string_value(node).map { start in
                    String(decoding: UnsafeRawBufferPointer(start: start, count: length), as: UTF8.self)
                } ?? "")
        case JSON_INTEGER: self = .int(Int64(json_integer_value(node)))
        case JSON_REAL: self = .double(json_real_value(node))
        case JSON_TRUE: self = .bool(true)
        case JSON_FALSE: self = .bool(false)
        default: self = .null
        }
    }

    private static func tooDeep(_ path: String) -> JSONError {
        JSONError(message: "nested deeper than \(maximumDepth) levels", path: path, isLimit: true)
    }

    private static func rawNUL(at place: Int, in bytes: [UInt8]) -> JSONError {
        let line = bytes[..<place].lastIndex(of: UInt8(ascii: "\n"))
        let column = place - (line ?? -1)
        let number = bytes[..<place].count { $0 == UInt8(ascii: "\n") } + 1
        return JSONError(
            message: "a NUL byte at line \(number), column \(column)", path: JSONLocator.path(in: bytes, before: place),
            isLimit: false)
    }

    private static func explain(_ failure: json_error_t, in bytes: [UInt8]) -> JSONError {
        // The last byte of the text field is the error's code (jansson.h, `json_error_code`).
        let (text, code) = withUnsafeBytes(of: failure.text) { raw in
            (Array(raw.prefix { $0 != 0 }.prefix(raw.count - 1)), raw.last ?? 0)
        }
        let position = max(0, min(Int(failure.position), bytes.count))
        let path = JSONLocator.path(in: bytes, before: position)
        if code == UInt8(json_error_numeric_overflow.rawValue) {
            return JSONError(message: "the number does not fit into 64 bits", path: path, isLimit: true)
        }
        if code == UInt8(json_error_stack_overflow.rawValue) {
            return JSONError(message: "nested deeper than \(maximumDepth) levels", path: path, isLimit: true)
        }
        // jansson then quotes the text. It may have a secret or a person's words, and the message goes into logs.
        let end = text.firstRange(of: Array(" near '".utf8))?.lowerBound ?? text.endIndex
        let problem = String(decoding: text[..<end], as: UTF8.self)
        let place = "line \(max(1, failure.line)), column \(max(1, failure.column))"
        return JSONError(message: "\(problem) at \(place)", path: path, isLimit: false)
    }
}
