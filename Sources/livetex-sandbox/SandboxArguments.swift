import ArgumentParser
import ChannelBundle
import POSIX
import Sandbox

/// The options of the commands that start a sandbox with a bundle.
struct SandboxArguments: ParsableArguments {
    @Option(help: ArgumentHelp("The compiled bundle.", valueName: "dir"))
    var bundle: String

    @Option(help: ArgumentHelp("The port on 127.0.0.1; any free one without it.", valueName: "n"))
    var port: UInt16 = 0

    @Option(
        help: ArgumentHelp(
            "The directory for the redirected bundle, the state and the environment; without it a temporary one.",
            valueName: "dir"))
    var work: String?

    @OptionGroup var programs: ProgramArguments

    @Option(
        help: ArgumentHelp(
            "A web server that runs the receiver: webhooks go to URL/livetex/ID, events to URL/bot/ID. Without it the sandbox runs the receiver.",
            valueName: "url"))
    var receiverURL: String?

    @Option(
        help: ArgumentHelp(
            "A real platform, which meets the sandbox's LiveTex: the bridge's events go to URL, with the secrets that the bundle names.",
            valueName: "url"))
    var platform: String?

    @Option(
        help: ArgumentHelp(
            "A real LiveTex, which meets the sandbox's platform: the bridge's calls go to URL/1.2/…, with the secrets that the bundle names.",
            valueName: "url"))
    var livetex: String?

    func validate() throws {
        for (name, url) in [("--receiver-url", receiverURL), ("--platform", platform), ("--livetex", livetex)] {
            if let url, !url.hasPrefix("http://"), !url.hasPrefix("https://") {
                throw ValidationError("\(name) must be an http or https address")
            }
        }
    }

    /// The settings of the sandbox.
    func options() throws -> SandboxOptions {
        let reader = BundleReader(directory: bundle)
        do {
            let bindings = try reader.bindingIDs().map { try reader.binding($0) }
            var options = SandboxOptions(bindings: bindings, receiverURL: receiverURL)
            options.port = port
            options.platformURL = platform
            options.liveTexURL = livetex.map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
            options.workDirectory = try work.map(ProgramArguments.absolute)
            try programs.add(to: &options, needsReceiver: receiverURL == nil)
            return options
        } catch BundleError.unavailable(let reason) {
            throw ValidationError(reason)
        }
    }

}
