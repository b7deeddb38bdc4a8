import ChannelCompiler
import Diagnostics

/// Every output format.
enum FuzzRenderers {
    static var all: [any DiagnosticRenderer] {
        [
            TextRenderer(), JSONRenderer(), GitHubRenderer(),
            SARIFRenderer(tool: "fuzz", toolVersion: "1", codes: ChannelCompiler.codes),
        ]
    }
}
