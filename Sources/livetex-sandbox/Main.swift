import ArgumentParser
import ChannelBundle
import POSIX
import Program
import Sandbox

/// A local LiveTex and platform for development, demos and tests.
struct LiveTexSandbox: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "livetex-sandbox",
        abstract: "A local LiveTex and a local platform around the real programs.",
        discussion: """
            It listens on 127.0.0.1 only and needs no account. It copies a compiled bundle and replaces every address and \
            every secret by its own, so that no program that runs with the copy reaches a real service.
            """,
        version: bridgeVersion,
        subcommands: [Serve.self, Demo.self, Replay.self])
}

@main
enum Main {
    static func main() async {
        StandardStreams.prepare()
        StopSignal.catchAll()
        await LiveTexSandbox.main()
    }
}
