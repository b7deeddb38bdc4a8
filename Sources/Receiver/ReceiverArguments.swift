import Dialog
import Outbound
import POSIX
import Program

/// The receiver's command line: `livetex-hook livetex|bot BINDING [options] < body.json`.
public struct ReceiverArguments: Hashable, Sendable {
    /// Who sends the webhook.
    public var lane: Lane
    /// The binding's id.
    public var binding: String
    /// The bundle's directory; nil for the environment's.
    public var bundle: String?
    /// The state directory; nil for the environment's.
    public var state: String?
    /// The form in which a dry run prints the requests; nil for a real run.
    public var dryRun: RequestFormat?

    /// The help.
    public static let usage = """
        usage: livetex-hook livetex|bot BINDING [--bundle DIR] [--state DIR] [--dry-run [--format text|json|curl]] < BODY
               livetex-hook --as \(FunctionPlatform.allCases.map(\.rawValue).joined(separator: "|")) < REQUEST
               livetex-hook --version

        Handles one webhook of LiveTex (livetex) or of the platform (bot) from standard input, and prints the reply.
        Headers come from HTTP_ variables, as in CGI. If a web server starts it as a CGI program, it reads lane and binding
        from PATH_INFO: /livetex/BINDING or /bot/BINDING.

          --bundle DIR   the compiled configuration (\(SettingsReader.variable("BUNDLE")), \(SettingsReader.defaultBundle))
          --state DIR    the dialogs (\(SettingsReader.variable("STATE")), \(SettingsReader.defaultState))
          --dry-run      send and store nothing; print the requests that the webhook would cause, and its reply on standard
                         error. The exit code is that of the real run. A webhook without any credential is handled. If
                         LiveTex would be asked, an operator of the first group counts as online. The dialog is new if
                         no state directory is named; whether that can be written is not checked.
          --format F     how a dry run prints requests: text (default), json, curl
          --as PLATFORM  read the request and write the reply in the form of that function platform
        """

    /// Reads the arguments.
    public init(_ arguments: [String]) throws(OptionReader.UsageError) {
        var options = OptionReader(arguments)
        var format: RequestFormat?
        var isDryRun = false
        bundle = nil
        state = nil
        while let option = options.next() {
            switch option {
            case "--bundle": bundle = try options.value()
            case "--state": state = try options.value()
            case "--dry-run": isDryRun = true
            case "--format": format = try options.choice()
            default: throw options.unknown
            }
        }
        guard options.positional.count == 2, let lane = Lane(pathSegment: options.positional[0]) else {
            throw OptionReader.UsageError("name the lane, livetex or bot, and the binding")
        }
        guard isDryRun || format == nil else { throw OptionReader.UsageError("--format goes with --dry-run") }
        self.lane = lane
        binding = options.positional[1]
        dryRun = isDryRun ? format ?? .text : nil
    }

    /// Puts the directories that are named here in the place of the environment's.
    public func adjust(_ settings: inout ReceiverSettings) {
        settings.bundle = bundle ?? settings.bundle
        settings.state = state ?? settings.state
    }
}
