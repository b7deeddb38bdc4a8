@testable import ChannelCompiler

/// Whole files for the examples of `explain`, which are only the lines that matter.
enum Example {
    private static let topKeys = [
        "version: 1",
        "public_url: https://bridge.example.com/hooks",
    ]
    private static let bindingKeys = [
        "id: support",
        "token: {env: LIVETEX_TOKEN}",
        "webhook_key: {env: LIVETEX_WEBHOOK_KEY}",
        "headers: {bot: \"🤖 Бот\", lead: \"🙂 Клиент\"}",
        "excluded_channels: [umnico, bitrix, jivo, webim, pyrus]",
        """
        bot:
          url: https://app.metabot24.com/api/v1/bots/49/call/livetex
          token: {env: METABOT_TOKEN}
          accept_token: {env: BRIDGE_TOKEN}
        """,
    ]

    /// A file without any mistake.
    static let sound = complete(top: "", binding: "")

    /// A sound file with some of its keys replaced.
    static func complete(top: String, binding: String, without: String? = nil) -> String {
        var lines = topKeys.filter { !hasKey(name($0), in: top) } + (top.isEmpty ? [] : [top])
        if !hasKey("bindings", in: top) {
            let keys = bindingKeys.filter { !hasKey(name($0), in: binding) && name($0) != without }
            let body = (keys + (binding.isEmpty ? [] : [binding])).joined(separator: "\n")
            lines += ["bindings:", "  - " + body.replacing("\n", with: "\n    ")]
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// A whole file that has the problem of a page and no other.
    static func file(_ page: Page) -> [UInt8] {
        switch page.code {
        case "byte-order-mark": [0xEF, 0xBB, 0xBF] + Array(sound.utf8)
        case "crlf": Array(sound.replacing("\n", with: "\r\n").utf8)
        case "duplicate-binding-id": Array(twoBindings(id: "support", token: "OTHER_TOKEN").utf8)
        case "empty-file", "tab-indentation": Array(page.example.utf8)
        case "file-too-large":
            Array("version: 1\n".utf8) + [UInt8](repeating: UInt8(ascii: "#"), count: YAMLReader.maximumSize)
        case "invalid-utf8": Array("# ".utf8) + [0xCF, 0xF0, 0xE8, 0x0A] + Array(sound.utf8)
        case "missing-key": Array(complete(top: "", binding: "", without: "headers").utf8)
        case "secret-not-present": Array(sound.utf8)
        case "several-documents": Array((sound + "---\nversion: 1\n").utf8)
        case "shared-token": Array(twoBindings(id: "sales", token: "LIVETEX_TOKEN").utf8)
        default:
            Language.file.keys.contains { hasKey($0.name, in: page.example) }
                ? Array(complete(top: page.example, binding: "").utf8)
                : Array(complete(top: "", binding: page.example).utf8)
        }
    }

    private static func twoBindings(id: String, token: String) -> String {
        sound + """
              - id: \(id)
                token: {env: \(token)}
                webhook_key: {env: OTHER_WEBHOOK_KEY}
                headers: {bot: Бот, lead: Клиент}
                excluded_channels: [umnico, bitrix, jivo, webim, pyrus]
                bot:
                  url: https://app.metabot24.com/api/v1/bots/50/call/livetex
                  token: {env: METABOT_TOKEN}
                  accept_token: {env: BRIDGE_TOKEN}

            """
    }

    private static func name(_ key: String) -> String { String(key.prefix { $0 != ":" }) }

    private static func hasKey(_ key: String, in fragment: String) -> Bool {
        fragment.split(separator: "\n").contains { $0.hasPrefix("\(key):") }
    }
}
