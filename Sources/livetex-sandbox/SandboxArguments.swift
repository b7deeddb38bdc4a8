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

    func validate() throws {
        if let receiverURL, !receiverURL.hasPrefix("http://"), !receiverURL.hasPrefix("https://") {
            throw ValidationError("--receiver-url must be an http or https address")
        }
    }

    /// The settings of the sandbox.
    func options() throws -> SandboxOptions {
        let reader = BundleReader(directory: bundle)
        do {
            let bindings = try reader.bindingIDs().map { try reader.binding($0) }
            var options = SandboxOptions(bindings: bindings, receiverURL: receiverURL)
            options.port = port
            options.workDirectory = try work.map(ProgramArguments.absolute)
            try programs.add(to: &options, needsReceiver: receiverURL == nil)
            return options
        } catch BundleError.unavailable(let reason) {
            throw ValidationError(reason)
        }
    }

}
