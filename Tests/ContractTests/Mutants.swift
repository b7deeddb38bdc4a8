import JSON
import TestSupport

extension JSON {
    /// Copies of the value, each with one member or element changed to one of the values.
    func mutants(_ values: [JSON?]) -> [JSON] {
        paths.flatMap { path in values.map { changing(path, to: $0) } }
    }
}

/// Values that are wrong for most members.
enum Wrong {
    static let values: [JSON?] = [
        nil, .null, true, 0, -1, .double(1.5), .double(5), .double(1e300), "", " ", "1", "01", "false", "x",
        ["0": ["code": "1", "label": "x"], "7": ["code": 2, "label": 3]], ["01": [:]],
        ["3": ["kind": "image", "url": "https://f.example/a"]], [["code": "1", "label": "x"]], "lead", "null", [], [:],
        ["x"], [[:]], ["id": "x"], "a b",
        "a\n",
        "https://f.example/a", "HTTPS://f.example/ж b\n", " http://f.example?a\tb", "https://f example/", "https://",
        "ftp://f.example", "https://f.example/\n", "https://f.example/a b",
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
