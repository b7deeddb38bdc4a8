import ArgumentParser
import ChannelBundle
import POSIX

/// `livetex-bridge compile`
struct Compile: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Checks configurations and writes the bundle that the other programs read.",
        discussion: "Nothing is written unless every file is valid. An earlier bundle is replaced in one step.")

    @Argument(help: "Configurations; - is standard input.")
    var files: [String] = []

    @Option(name: .shortAndLong, help: "The bundle's directory.")
    var output: String

    func run() throws {
        let input = try InputFiles(files)
        let result = try input.compiled()
        let count = result.bindings.count
        let outcome = "\(output): \(count) binding\(count == 1 ? "" : "s")"
        do throws(BundleWriteError) {
            let remarks = try BundleWriter(directory: output).write(
                result.bindings, sourceDigest: BundleWriter.digest(of: input.sources.map(\.bytes)))
            for remark in remarks { StandardStreams.error("livetex-bridge: the bundle is published, but \(remark)") }
        } catch {
            throw CommandFailure(.unreadable, "\(error); nothing was published")
        }
        do {
            try printResult("\(outcome)\n")
        } catch {
            StandardStreams.error("livetex-bridge: the bundle is published: \(outcome)")
            throw error
        }
    }
}
