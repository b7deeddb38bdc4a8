import ArgumentParser

@main
struct LivetexSandbox: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "livetex-sandbox")
}
