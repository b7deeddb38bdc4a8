import ArgumentParser
import ChannelBundle
import Program
import Sandbox

/// A local LiveTex and bot platform for development, demos and tests.
struct LiveTexSandbox: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "livetex-sandbox",
        abstract: "A local LiveTex and a local bot platform around the real programs.",
        discussion: """
            It listens on 127.0.0.1 only and needs no account anywhere. A compiled bundle is copied with every address and \
            every secret replaced by the sandbox's own, so nothing that runs with the copy can reach a real service.
            """,
        version: bridgeVersion,
        subcommands: [Serve.self, Demo.self])
}

@main
enum Main {
    static func main() async {
        StopSignal.catchAll()
        await LiveTexSandbox.main()
    }
}
