import Diagnostics
import JSON
import Testing

@Suite struct JSONRendererTests {
    @Test func givesEveryMember() throws {
        let marked = Marked("я: 1\n«nmae»: x\n")
        var diagnostic = marked.diagnostic(path: "nmae", help: "look", replacement: "name")
        diagnostic.secondary = Diagnostic.Label("first used here", at: marked.source.location(0..<2))
        let plain = Marked("«»", name: "other.yaml").diagnostic(.information)
        let output = JSONRenderer().render([diagnostic, plain], sources: [marked.source])
        let start: JSON = ["line": 2, "column": 1, "offset": 6]
        let end: JSON = ["line": 2, "column": 5, "offset": 10]
        #expect(
            try JSON(parsing: output) == [
                "version": 1, "files": ["channels.yaml"],
                "summary": ["errors": 1, "warnings": 0, "information": 1],
                "diagnostics": [
                    [
                        "code": "some-code", "severity": "error", "message": "something is wrong",
                        "file": "channels.yaml", "span": ["start": start, "end": end], "path": "nmae", "help": "look",
                        "secondary": [
                            "text": "first used here", "file": "channels.yaml",
                            "span": [
                                "start": ["line": 1, "column": 1, "offset": 0],
                                "end": ["line": 1, "column": 2, "offset": 2],
                            ],
                        ],
                        "suggestion": ["span": ["start": start, "end": end], "replacement": "name"],
                    ],
                    [
                        "code": "some-code", "severity": "information", "message": "something is wrong",
                        "file": "other.yaml", "path": "",
                        "span": [
                            "start": ["line": 1, "column": 1, "offset": 0],
                            "end": ["line": 1, "column": 1, "offset": 0],
                        ],
                    ],
                ],
            ])
    }

    @Test func nothingFoundIsADocumentToo() throws {
        let output = try JSON(parsing: JSONRenderer().render([], sources: []))
        #expect(output["diagnostics"] == [])
        #expect(output["summary"]?["errors"] == 0)
    }
}
