import Courier
import Outbound

/// The courier's command line.
struct CourierArguments {
    enum Task {
        /// Within so many milliseconds, if that is not nil.
        case deliver(Courier.Mode, within: Int64?)
        case dryRun(RequestFormat)
        case query(binding: String)
        case help
    }

    struct UsageError: Error {
        var message: String
    }

    var task: Task
    var bundle: String
    var state: String

    init(_ arguments: [String], defaults: CourierSettings) throws(UsageError) {
        bundle = defaults.bundle
        state = defaults.state
        var mode = Courier.Mode.linger(2_000)
        var within: Int64?
        var isDryRun = false
        var format = RequestFormat.text
        var positional: [String] = []
        var rest = arguments[...]
        task = .help
        while let argument = rest.popFirst() {
            let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
            func value() throws(UsageError) -> String {
                if parts.count == 2 { return parts[1] }
                guard let value = rest.popFirst() else { throw UsageError(message: "\(argument) needs a value") }
                return value
            }
            switch parts.first ?? "" {
            case "--help", "-h": return
            case "--once": mode = .once
            case "--within":
                let text = try value()
                guard let limit = Int64(text), limit > 0 else {
                    throw UsageError(message: "--within takes milliseconds, not \"\(text)\"")
                }
                within = limit
            case "--dry-run": isDryRun = true
            case "--bundle": bundle = try value()
            case "--state": state = try value()
            case "--linger":
                let text = try value()
                guard let moment = Int64(text), moment >= 0 else {
                    throw UsageError(message: "--linger takes milliseconds, not \"\(text)\"")
                }
                mode = .linger(moment)
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
        guard within == nil || mode == .once else { throw UsageError(message: "--within goes with --once") }
        switch positional.count {
        case 0: task = isDryRun ? .dryRun(format) : .deliver(mode, within: within)
        case 3 where positional[0] == "query" && positional[1] == "destinations": task = .query(binding: positional[2])
        default: throw UsageError(message: "unknown command \(positional.joined(separator: " "))")
        }
    }
}
