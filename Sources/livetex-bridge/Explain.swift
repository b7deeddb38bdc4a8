import ArgumentParser
import ChannelCompiler

/// `livetex-bridge explain`
struct Explain: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Explains a diagnostic; without a code it lists all.")

    @Argument(help: "The code, as shown in brackets after a message.")
    var code: String?

    func run() throws {
        guard let code else { return try printResult(Explanation.list()) }
        switch Explanation.page(code) {
        case .found(let page): try printResult(page)
        case .unknown(let message): throw CommandFailure(.usage, message)
        }
    }
}
