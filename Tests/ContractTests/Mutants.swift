import JSON
import TestSupport

extension JSON {
    /// The paths of all members and elements, as `changing` takes them.
    var paths: [String] {
        switch self {
        case .object(let members):
            members.sorted { $0.key < $1.key }.flatMap { key, value in [key] + value.paths.map { "\(key).\($0)" } }
        case .array(let elements):
            elements.enumerated().flatMap { index, value in ["\(index)"] + value.paths.map { "\(index).\($0)" } }
        default: []
        }
    }

    /// What stands at a path.
    func at(_ path: String) -> JSON? {
        path.split(separator: ".").reduce(Optional(self)) { value, step in
            Int(step).flatMap { value?[$0] } ?? value?[String(step)]
        }
    }

    /// The value with one thing changed, in every place and in every way of a list.
    func mutants(_ values: [JSON?]) -> [JSON] {
        paths.flatMap { path in values.map { changing(path, to: $0) } }
    }
}

/// Values that are wrong in most places, each in its own way.
enum Wrong {
    static let values: [JSON?] = [
        nil, .null, true, 0, -1, .double(1.5), "", "x", "lead", "null", [], [:], ["x"], [[:]], ["id": "x"], "a b",
        "a\n",
        "https://f.example/a", "https://", "ftp://f.example", "https://f.example/\n", "https://f.example/a b",
        .string(String(repeating: "ж", count: 255)), .string(String(repeating: "ж", count: 256)),
        .string(String(repeating: "a", count: 128)), .string(String(repeating: "a", count: 129)), .int(.max),
        .int(.min),
    ]

    /// Sets of attributes around the limits.
    static let attributes: [JSON] =
        [19, 20, 21].map { count in
            .object(Dictionary(uniqueKeysWithValues: (0..<count).map { ("a\($0)", JSON.int(Int64($0))) }))
        } + [
            ["": 1], [String(repeating: "ж", count: 255): 1], [String(repeating: "ж", count: 256): 1], ["a": [1]],
            ["a": [:]],
            ["a": .string(String(repeating: "👩‍👩‍👧‍👦", count: 37))],
            ["a": .string(String(repeating: "👩‍👩‍👧‍👦", count: 36))],
            ["a": .null, "b": false, "c": .double(1e300)],
        ]
}
