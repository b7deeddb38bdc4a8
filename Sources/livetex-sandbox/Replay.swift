import ArgumentParser
import JSON
import POSIX
import Sandbox

/// Plays recorded dialogs.
struct Replay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Play recorded dialogs and compare the bridge's calls with the recorded ones.",
        discussion: """
            The sandbox's page exports a dialog as such a file. The exit status is 0 when every dialog comes out as it was \
            recorded, and 1 when one does not.
            """)

    @OptionGroup var programs: ProgramArguments

    @Argument(help: "The files.") var files: [String]

    func run() async throws {
        var isRight = true
        for file in files {
            let text: JSON
            do {
                text = try JSON(parsing: FileSystem.read(file))
            } catch {
                throw ValidationError("\(file) cannot be read: \(error)")
            }
            let run: ReplayRun
            do {
                run = try ReplayRun(text, programs: programs.options())
            } catch let error as FieldError {
                throw ValidationError("\(file) is not a recorded dialog: \(error.message)")
            }
            let differences = try await run.play()
            try StandardStreams.output("\(differences.isEmpty ? "ok   " : "WRONG") \(file)\n")
            for line in differences { try StandardStreams.output("      \(line)\n") }
            isRight = isRight && differences.isEmpty
        }
        if !isRight { throw ExitCode.failure }
    }
}
