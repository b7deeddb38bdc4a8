import Logging
import POSIX

extension Log {
    /// The log of a program (docs/logs.md), with the level of `LIVETEX_BRIDGE_LOG_LEVEL` or else `info`. It goes to the
    /// file that `LIVETEX_BRIDGE_LOG` names, or else to standard error. A courier that a receiver starts has none.
    ///
    /// A setting that cannot be used costs a log line, not the webhook.
    public static func standard(program: String, _ settings: SettingsReader) -> Log {
        let write = writer(path: settings.text("LOG"))
        do {
            return Log(
                program: program, minimum: try settings.choice("LOG_LEVEL") ?? .info,
                withholding: try settings.flag("LOG_USERS") ? [] : personal, write: write)
        } catch {
            let log = Log(program: program, withholding: personal, write: write)
            log(.warning, "a setting cannot be used", ["detail": .string("\(error)")])
            return log
        }
    }

    /// Fields that identify a person.
    private static let personal: Set = ["user_id"]

    private static func writer(path: String?) -> @Sendable (String) -> Void {
        guard let path else { return StandardStreams.error }
        let file = LogFile(path)
        return { line in
            do {
                try file.append(line: line)
            } catch {
                StandardStreams.error(line)
            }
        }
    }
}
