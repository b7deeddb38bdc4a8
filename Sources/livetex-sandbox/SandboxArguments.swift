import ArgumentParser
import ChannelBundle
import POSIX
import Sandbox

/// The options of all commands.
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

    @Option(
        help: ArgumentHelp(
            "The receiver, livetex-hook; without it the program in this one's directory.", valueName: "path"))
    var receiver: String?

    @Option(
        help: ArgumentHelp(
            "The courier, livetex-courier; without it the program in this one's directory.", valueName: "path"))
    var courier: String?

    @Option(
        help: ArgumentHelp(
            "A web server that runs the receiver: webhooks go to URL/livetex/ID, events to URL/bot/ID. Without it the sandbox runs the receiver.",
            valueName: "url"))
    var receiverURL: String?

    func validate() throws {
        try Self.requireAddress(receiverURL, option: "--receiver-url")
    }

    /// The settings of the sandbox.
    func options() throws -> SandboxOptions {
        let reader = BundleReader(directory: bundle)
        do {
            let bindings = try reader.bindingIDs().map { try reader.binding($0) }
            var options = SandboxOptions(bindings: bindings, receiverURL: receiverURL)
            options.port = port
            options.workDirectory = try work.map(Self.absolute)
            options.courier = try program("livetex-courier", at: courier, option: "--courier")
            if receiverURL == nil {
                options.receiver = try program("livetex-hook", at: receiver, option: "--receiver")
            }
            return options
        } catch BundleError.unavailable(let reason) {
            throw ValidationError(reason)
        }
    }

    static func requireAddress(_ url: String?, option: String) throws {
        guard let url, !url.hasPrefix("http://"), !url.hasPrefix("https://") else { return }
        throw ValidationError("\(option) must be an http or https address")
    }

    private func program(_ name: String, at path: String?, option: String) throws -> String {
        let path = try Self.absolute(path ?? "\(FileSystem.programDirectory() ?? ".")/\(name)")
        guard FileSystem.isExecutable(path) else {
            throw ValidationError("\(path) does not exist or is not executable: name the program with \(option)")
        }
        return path
    }

    /// The started programs have other working directories.
    private static func absolute(_ path: String) throws -> String {
        if path.hasPrefix("/") { return path }
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        guard getcwd(&buffer, buffer.count) != nil else { throw SystemError("getcwd") }
        let directory = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return "\(String(decoding: directory, as: UTF8.self))/\(path)"
    }
}
