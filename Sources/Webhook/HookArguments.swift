import Outbound

/// The receiver's command line: `livetex-hook livetex|bot BINDING [options] < body.json`.
///
/// Read by hand: an argument parser would cost the receiver more time than all its work.
public struct HookArguments: Hashable, Sendable {
    public var side: WebhookRequest.Side
    public var binding: String
    /// Overrides the environment's bundle.
    public var bundle: String?
    /// Overrides the environment's state directory.
    public var state: String?
    /// Print the calls that the webhook would cause, in this form, and do nothing.
    public var dryRun: RequestFormat?

    /// A command line that cannot be understood.
    public struct UsageError: Error, Hashable, Sendable {
        public var message: String
    }

    public static let usage = """
        usage: livetex-hook livetex|bot BINDING [--bundle DIR] [--state DIR] [--dry-run [--format text|json|curl]] < BODY
               livetex-hook --as \(FunctionPlatform.allCases.map(\.rawValue).joined(separator: "|")) < REQUEST

        Handles one webhook from standard input and prints the reply. Started by a web server as a CGI program it takes
        PATH_INFO /livetex/BINDING or /bot/BINDING instead. Headers come from HTTP_ variables, as in CGI.

          --bundle DIR   the compiled configuration (LIVETEX_BRIDGE_BUNDLE, /etc/livetex-bridge/bundle)
          --state DIR    the dialogs (LIVETEX_BRIDGE_STATE, /var/lib/livetex-bridge)
          --dry-run      print the outbound calls instead; send and store nothing
          --format F     how a dry run prints them: text (default), json, curl
          --as PLATFORM  take the request, and give the reply, as that function platform does
        """

    public init(_ arguments: [String]) throws(UsageError) {
        var positional: [String] = []
        var rest = arguments[...]
        var format: RequestFormat?
        var isDryRun = false
        bundle = nil
        state = nil
        while let argument = rest.popFirst() {
            let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
            func value() throws(UsageError) -> String {
                if parts.count == 2 { return parts[1] }
                guard let value = rest.popFirst() else { throw UsageError(message: "\(argument) needs a value") }
                return value
            }
            switch parts.first ?? "" {
            case "--bundle": bundle = try value()
            case "--state": state = try value()
            case "--dry-run": isDryRun = true
            case "--format":
                let word = try value()
                guard let known = RequestFormat(rawValue: word) else {
                    throw UsageError(message: "--format is text, json or curl, not \"\(word)\"")
                }
                format = known
            case let option where option.hasPrefix("-"): throw UsageError(message: "unknown option \(argument)")
            default: positional.append(argument)
            }
        }
        guard positional.count == 2, let side = WebhookRequest.Side(rawValue: positional[0]) else {
            throw UsageError(message: "name the side, livetex or bot, and the binding")
        }
        guard isDryRun || format == nil else { throw UsageError(message: "--format goes with --dry-run") }
        self.side = side
        binding = positional[1]
        dryRun = isDryRun ? format ?? .text : nil
    }
}
