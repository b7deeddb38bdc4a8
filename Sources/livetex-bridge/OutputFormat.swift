import ArgumentParser
import ChannelBundle
import ChannelCompiler
import Diagnostics
import POSIX
import Program

/// What `--format` takes.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case text
    case json
    case github
    case sarif

    /// - Parameter colour: whether text is coloured; no other format ever is.
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

/// What a stream's other end can show.
enum Terminal {
    /// Colour only on a terminal, and not when NO_COLOR is set to anything (https://no-color.org).
    static func wantsColour(_ descriptor: Int32) -> Bool {
        StandardStreams.isTerminal(descriptor) && (Environment.value("NO_COLOR") ?? "").isEmpty
    }
}
