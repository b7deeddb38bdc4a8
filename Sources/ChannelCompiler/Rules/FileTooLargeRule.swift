/// A limit that no real configuration reaches. It bounds the memory that a wrong file can use.
struct FileTooLargeRule: FileRule {
    static let page = Page(
        code: "file-too-large", severity: .error, title: "The file is larger than 16 MiB",
        meaning: "A configuration of ten thousand bindings has about 8 MiB. A larger file is most likely another one.",
        example: "(a file of more than \(YAMLReader.maximumSize) bytes)",
        fix: "Check that the right file was given, or split it: several files are several configurations.")

    func check(_ file: FileView, _ report: Report) {
        for problem in file.problems where problem.kind == .tooLarge {
            report.add(
                Self.page, at: problem.range, "the file is larger than \(YAMLReader.maximumSize) bytes",
                help: "split it: several files may be given")
        }
    }
}
