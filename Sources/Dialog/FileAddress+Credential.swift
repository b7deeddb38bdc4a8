// Addresses that open more than one file to everyone who has them. LiveTex shows an address to every operator and keeps it.

import Text

extension FileAddress {
    /// Whether an address has a credential in it: a user name or password, the token of a Telegram bot, or a parameter
    /// that is named like a token. A signature of the address itself is none: it opens only the file.
    public static func hasCredential(_ address: String) -> Bool {
        guard let scheme = address.firstRange(of: "://") else { return false }
        let rest = address[scheme.upperBound...]
        let authority = rest.prefix { !"/?#".contains($0) }
        if authority.contains("@") { return true }
        let target = rest.dropFirst(authority.count).prefix { $0 != "#" }
        let path = target.prefix { $0 != "?" }
        return path.split(separator: "/").contains { isTelegramBot(decoded($0)) }
            || target.dropFirst(path.count + 1).split(whereSeparator: { "&;".contains($0) }).contains { parameter in
                isToken(decoded(parameter.prefix { $0 != "=" }).lowercased())
            }
    }

    /// `bot{id}:{token}`, the first part of each path of Telegram's Bot API, also on a server of one's own.
    private static func isTelegramBot(_ part: String) -> Bool {
        guard part.hasPrefix("bot") else { return false }
        let halves = part.dropFirst(3).split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        return halves.count == 2 && !halves[0].isEmpty && halves[0].utf8.allSatisfy(ASCII.isDigit) && !halves[1].isEmpty
    }

    private static func isToken(_ name: String) -> Bool {
        ["token", "apikey", "api_key", "api-key", "password"].contains(name)
            || name.hasSuffix("_token") || name.hasSuffix("-token") && !name.hasPrefix("x-amz-")
    }
}
