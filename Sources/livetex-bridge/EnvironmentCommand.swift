import ArgumentParser
import ChannelCompiler
import Operations
import POSIX

/// `livetex-bridge environment`
struct EnvironmentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "environment",
        abstract: "Writes the first environment file of configurations, with new secrets.",
        discussion:
            "Secrets that LiveTex and the platform give out are left empty. A file that exists is never changed.")

    @Argument(help: "Configurations; - is standard input.")
    var files: [String] = []

    @Option(name: .shortAndLong, help: "The file to write, of mode 0600.")
    var output: String

    func run() throws {
        let result = try InputFiles(files).compiled()
        let draft = EnvironmentDraft(result.bindings)
        do {
            try FileSystem.create(output, Array(draft.text.utf8), mode: 0o600)
            try FileSystem.synchronizeFile(output)
        } catch {
            let advice = error.code == EEXIST ? "; it is left as it is" : ""
            throw CommandFailure(.unreadable, "\(error)\(advice)")
        }
        try StandardStreams.output("\(output) is written\n")
        guard !draft.empty.isEmpty else { return }
        StandardStreams.error("livetex-bridge: fill in \(draft.empty.joined(separator: ", "))")
    }
}
