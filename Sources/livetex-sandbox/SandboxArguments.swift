import ArgumentParser
import ChannelBundle
import POSIX
import Sandbox

/// The options that all commands share.
struct SandboxArguments: ParsableArguments {
    @Option(help: ArgumentHelp("The compiled bundle.", valueName: "dir"))
    var bundle: String

    @Option(help: ArgumentHelp("The port on 127.0.0.1; any free one without it.", valueName: "n"))
    var port: UInt16 = 0

    @Option(
        help: ArgumentHelp(
            "Where the redirected bundle, the state and the environment go; without it a directory that is removed at the end.",
            valueName: "dir"))
    var work: String?

    @Option(help: ArgumentHelp("livetex-hook; without it the one beside this program.", valueName: "path"))
    var hook: String?

    @Option(help: ArgumentHelp("livetex-courier; without it the one beside this program.", valueName: "path"))
    var courier: String?

    @Option(
        help: ArgumentHelp(
            "A web server that runs the hook: webhooks go to URL/livetex/ID and events to URL/bot/ID. Without it the sandbox runs the hook itself.",
            valueName: "url"))
    var receiver: String?

    func validate() throws {
        if let receiver, !receiver.hasPrefix("http://"), !receiver.hasPrefix("https://") {
            throw ValidationError("--receiver must be an http or https address")
        }
    }

    /// What the sandbox is to be started with.
    func options() throws -> SandboxOptions {
        let reader = BundleReader(directory: bundle)
        do {
            let bindings = try reader.bindingIDs().map { try reader.binding($0) }
            var options = SandboxOptions(bindings: bindings, receiver: receiver)
            options.port = port
            options.workDirectory = try work.map(Self.absolute)
            options.courier = try program(courier, named: "livetex-courier")
            if receiver == nil { options.hook = try program(hook, named: "livetex-hook") }
            return options
        } catch BundleError.unavailable(let reason) {
            throw ValidationError(reason)
        }
    }

    private func program(_ path: String?, named name: String) throws -> String {
        let path = try Self.absolute(path ?? "\(FileSystem.programDirectory() ?? ".")/\(name)")
        guard FileSystem.isExecutable(path) else {
            throw ValidationError(
                "\(path) is not there or not executable: name the program with --\(name.dropFirst("livetex-".count))")
        }
        return path
    }

    /// The programs that are started have other working directories.
    private static func absolute(_ path: String) throws -> String {
        if path.hasPrefix("/") { return path }
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        guard getcwd(&buffer, buffer.count) != nil else { throw SystemError("getcwd") }
        let directory = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return "\(String(decoding: directory, as: UTF8.self))/\(path)"
    }
}
