/// The path of a secret must be absolute: programs start in different directories.
struct RelativeSecretFileRule: ValueRule {
    static let page = Page(
        code: "relative-secret-file", severity: .warning, title: "The path of a secret is relative",
        meaning: """
            The path is looked up where a program was started. A web server starts the receiver in another directory \
            than the one in which you run the other commands, so they would not find the same file.
            """,
        example: "token: {file: secrets/livetex}",
        fix: "Write the path from the root, such as `/run/secrets/livetex`.")

    let fields = Field.secrets

    func check(_ value: Node, _ report: Report) {
        SecretReferences.forEach(value) { isFile, path, item in
            guard isFile, let first = path.first, first != UInt8(ascii: "/") else { return }
            report.add(
                Self.page, at: item, "the path is relative, so each program looks for it where it was started",
                help: "write the path from the root")
        }
    }
}
