import Dialog
import Outbound
import POSIX
import Program

/// The receiver's command line: `livetex-hook livetex|bot BINDING [options] < body.json`.
public struct ReceiverArguments: Hashable, Sendable {
    public var lane: Lane
    public var binding: String
    /// Overrides the environment's bundle.
    public var bundle: String?
    /// Overrides the environment's state directory.
    public var state: String?
    /// Print the calls that the webhook would cause, in this form, and do nothing.
    public var dryRun: RequestFormat?

    public static let usage = """
        usage: livetex-hook livetex|bot BINDING [--bundle DIR] [--state DIR] [--dry-run [--format text|json|curl]] < BODY
               livetex-hook --as \(FunctionPlatform.allCases.map(\.rawValue).joined(separator: "|")) < REQUEST
               livetex-hook --version

        Handles one webhook from standard input and prints the reply. Started by a web server as a CGI program it takes
        PATH_INFO /livetex/BINDING or /bot/BINDING instead. Headers come from HTTP_ variables, as in CGI.

          --bundle DIR   the compiled configuration (\(SettingsReader.variable("BUNDLE")), \(SettingsReader.defaultBundle))
          --state DIR    the dialogs (\(SettingsReader.variable("STATE")), \(SettingsReader.defaultState))
          --dry-run      print the outbound calls instead; send and store nothing
          --format F     how a dry run prints them: text (default), json, curl
          --as PLATFORM  take the request, and give the reply, as that function platform does
        """

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
}
