import POSIX
import Program
import Testing

@Suite struct EnvironmentFileTests {
    private func read(_ text: String) throws(EnvironmentFile.Problem) -> [String: String] {
        try EnvironmentFile(Array(text.utf8), name: "FILE").variables
    }

    @Test func readsLinesAsSystemdDoes() throws {
        let variables = try read(
            "# comment\n\nA=1\n B = two words \nC=\"quoted # text\"\r\nD='a=b'\nE=\nF=\"\nG=$A\nH=Ж")
        #expect(
            variables == [
                "A": "1", "B": "two words", "C": "quoted # text", "D": "a=b", "E": "", "F": "\"", "G": "$A", "H": "Ж",
            ])
    }

    @Test(arguments: ["A=1\nnonsense secret", "A=1\n=secret"])
    func anErrorNamesTheLineAndNotItsContent(text: String) {
        let problem = #expect(throws: EnvironmentFile.Problem.self) { try read(text) }
        #expect(problem?.description == "FILE, line 2: not NAME=value")
    }
}
