import ArgumentParser
import ChannelCompiler
import POSIX

/// `livetex-bridge explain`
struct Explain: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Explains a diagnostic; without a code it lists all.")

    @Argument(help: "The code, as shown in brackets after a message.")
    var code: String?

    func run() throws {
        let text: String
        if let code {
            switch Explanation.page(code) {
            case .found(let page): text = page
            case .unknown(let message): throw CommandFailure(.usage, message)
            }
        } else {
            text = Explanation.list()
        }
        do {
            try StandardStreams.output(text)
        } catch {
            throw CommandFailure(.unreadable, "the result cannot be written: \(error)")
        }
    }
}
