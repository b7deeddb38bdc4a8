import Courier
import Outbound
import POSIX
import Program

/// The courier's command line.
struct CourierArguments {
    enum Task {
        /// Within that many milliseconds; nil without a limit.
        case deliver(Courier.Mode, within: Int64?)
        case dryRun(RequestFormat)
        case query(binding: String)
        case help
        case version
    }

    var task: Task
    var bundle: String
    var state: String

    init(_ arguments: [String], defaults: SettingsReader) throws(OptionReader.UsageError) {
        bundle = defaults.bundle
        state = defaults.state
        var mode = Courier.Mode.linger(2_000)
        var within: Int64?
        var isDryRun = false
        var format: RequestFormat?
        var options = OptionReader(arguments)
        task = .help
        while let option = options.next() {
            switch option {
            case "--help", "-h": return
            case "--version":
                task = .version
                return
            case "--once": mode = .once
            case "--within": within = try options.milliseconds(atLeast: 1)
            case "--dry-run": isDryRun = true
            case "--bundle": bundle = try options.value()
            case "--state": state = try options.value()
            case "--linger": mode = .linger(try options.milliseconds(atLeast: 0))
            case "--format": format = try options.choice()
            default: throw options.unknown
            }
        }
        guard within == nil || mode == .once else { throw OptionReader.UsageError("--within goes with --once") }
        guard isDryRun || format == nil else { throw OptionReader.UsageError("--format goes with --dry-run") }
        let words = options.positional
        switch words.count {
        case 0: task = isDryRun ? .dryRun(format ?? .text) : .deliver(mode, within: within)
        case 3 where words[0] == "query" && words[1] == "destinations": task = .query(binding: words[2])
        default: throw OptionReader.UsageError("unknown command \(words.joined(separator: " "))")
        }
    }
}
