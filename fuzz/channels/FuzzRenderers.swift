import ChannelCompiler
import Diagnostics

/// One renderer for each output format.
enum FuzzRenderers {
    static var all: [any DiagnosticRenderer] {
        [
            TextRenderer(), JSONRenderer(), GitHubRenderer(),
            SARIFRenderer(tool: "fuzz", toolVersion: "1", codes: ChannelCompiler.codes),
        ]
    }
}
