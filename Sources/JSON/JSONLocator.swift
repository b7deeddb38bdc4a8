// jansson reports an error's place as a byte offset. The sender of a webhook needs the field, so this walks the text up to
// the offset and names it. It runs on errors only.

enum JSONLocator {
    private enum Step {
        case member(String?)
        case element(Int)
    }

    /// The path of the value that ends at or around `offset`; nil at the top level.
    static func path(in bytes: [UInt8], before offset: Int) -> String? {
        var steps: [Step] = []
        var index = 0
        var expectsKey = false
        while index < offset {
            switch bytes[index] {
            case UInt8(ascii: "{"):
                steps.append(.member(nil))
                expectsKey = true
            case UInt8(ascii: "["):
                steps.append(.element(0))
                expectsKey = false
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                _ = steps.popLast()
                expectsKey = false
            case UInt8(ascii: ","):
                if case .element(let position) = steps.last {
                    steps[steps.count - 1] = .element(position + 1)
                } else {
                    expectsKey = true
                }
            case UInt8(ascii: "\""):
                let start = index + 1
                index = endOfString(in: bytes, from: start, limit: offset)
                if expectsKey, !steps.isEmpty {
                    steps[steps.count - 1] = .member(String(decoding: bytes[start..<index], as: UTF8.self))
                    expectsKey = false
                }
            default: break
            }
            index += 1
        }
        return render(steps)
    }

    private static func endOfString(in bytes: [UInt8], from start: Int, limit: Int) -> Int {
        var index = start
        while index < limit, bytes[index] != UInt8(ascii: "\"") {
            index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        return min(index, limit)
    }

    private static func render(_ steps: [Step]) -> String? {
        var path = ""
        // A path that is longer is cut anyway.
        for step in steps.prefix(JSONError.maximumPath) {
            switch step {
            case .member(let name):
                guard let name else { continue }
                path += path.isEmpty ? name : ".\(name)"
            case .element(let position): path += "[\(position)]"
            }
        }
        return path.isEmpty ? nil : path
    }
}
