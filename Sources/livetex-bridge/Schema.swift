import ArgumentParser
import ChannelCompiler

/// `livetex-bridge schema`
struct Schema: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Prints the JSON Schema of the language, for editors.",
        discussion:
            "Editors with a YAML language server use it with: # yaml-language-server: $schema=./channels.schema.json")

    func run() throws {
        try printResult(ChannelCompiler.schema.text(pretty: true) + "\n")
    }
}
