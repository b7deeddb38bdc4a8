import ArgumentParser
import POSIX
import Sandbox

/// Where the programs are that a sandbox runs.
struct ProgramArguments: ParsableArguments {
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
            "The program livetex-bridge, which shows what is stored; without it the program in this one's directory.",
            valueName: "path"))
    var bridge: String?

    /// The settings of a sandbox with the programs and no bindings.
    func options() throws -> SandboxOptions {
        var options = SandboxOptions(bindings: [])
        try add(to: &options, needsReceiver: true)
        return options
    }

    /// Adds the programs' paths.
    func add(to options: inout SandboxOptions, needsReceiver: Bool) throws {
        options.bridge = try program("livetex-bridge", at: bridge, option: "--bridge")
        options.courier = try program("livetex-courier", at: courier, option: "--courier")
        if needsReceiver { options.receiver = try program("livetex-hook", at: receiver, option: "--receiver") }
    }

    private func program(_ name: String, at path: String?, option: String) throws -> String {
        let path = try Self.absolute(path ?? "\(FileSystem.programDirectory() ?? ".")/\(name)")
        guard FileSystem.isExecutable(path) else {
            throw ValidationError("\(path) does not exist or is not executable: name the program with \(option)")
        }
        return path
    }

    /// A path that is not relative. The started programs have other working directories.
    static func absolute(_ path: String) throws -> String {
        if path.hasPrefix("/") { return path }
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        guard getcwd(&buffer, buffer.count) != nil else { throw SystemError("getcwd") }
        let directory = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return "\(String(decoding: directory, as: UTF8.self))/\(path)"
    }
}
