import Logging
import POSIX

extension Log {
    /// The log of a program: with the level that `LIVETEX_BRIDGE_LOG_LEVEL` names, `info` without it, to standard error or
    /// appended to the file that `LIVETEX_BRIDGE_LOG` names. A courier that a receiver starts has no standard error.
    ///
    /// A setting that means nothing costs a line, not the webhook.
    public static func standard(program: String, _ settings: SettingsReader) -> Log {
        let write = writer(path: settings.text("LOG"))
        do {
            return Log(
                program: program, minimum: try settings.choice("LOG_LEVEL") ?? .info,
                namesUsers: try settings.flag("LOG_USERS"), write: write)
        } catch {
            let log = Log(program: program, write: write)
            log(.warning, "a setting is not understood", ["detail": .string("\(error)")])
            return log
        }
    }

    private static func writer(path: String?) -> @Sendable (String) -> Void {
        guard let path else { return StandardStreams.error }
        return { line in
            do {
                try FileSystem.append(line: line, to: path)
            } catch {
                StandardStreams.error(line)
            }
        }
    }
}
