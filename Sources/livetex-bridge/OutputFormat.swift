import ArgumentParser
import ChannelBundle
import ChannelCompiler
import Diagnostics
import POSIX
import Program

/// The output formats of `check`.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case text
    case json
    case github
    case sarif

    /// The renderer of the format.
    ///
    /// - Parameter colour: whether text has colours; no other format has.
    func renderer(colour: Bool) -> any DiagnosticRenderer {
        switch self {
        case .text: TextRenderer(colour: colour)
        case .json: JSONRenderer()
        case .github: GitHubRenderer()
        case .sarif:
            SARIFRenderer(tool: "livetex-bridge", toolVersion: bridgeVersion, codes: ChannelCompiler.codes)
        }
    }
}

/// Whether output goes to a terminal.
enum Terminal {
    /// Colour only on a terminal, and not when NO_COLOR is set to anything (https://no-color.org).
    static func wantsColour(_ descriptor: Int32) -> Bool {
        StandardStreams.isTerminal(descriptor) && (Environment.value("NO_COLOR") ?? "").isEmpty
    }
}
