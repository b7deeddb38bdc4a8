import Operations
import POSIX
import Program

/// Checks what this machine gives the programs.
struct MachineCheck {
    /// The state directory.
    let state: String

    /// The least room on the disk, in bytes. A record of a busy dialog has a few of these at most.
    private static let leastRoom: Int64 = 64 << 20

    /// Runs every check. A state directory that is missing has no room to check; that it is missing is a finding of another
    /// check.
    func run() -> [Doctor.CheckResult] {
        (FileSystem.isDirectory(state) ? [result("the disk has room", room())] : [])
            + [result("the courier can be run", courier())]
    }

    private func result(_ check: String, _ problem: String?) -> Doctor.CheckResult {
        Doctor.CheckResult(binding: "", check: check, isFine: problem == nil, detail: problem ?? "")
    }

    private func room() -> String? {
        do {
            let room = try FileSystem.room(state)
            if room.bytes < Self.leastRoom { return "only \(room.bytes >> 20) MiB are free for \(state)" }
            return room.files == 0 ? "no further file can be made in \(state)" : nil
        } catch {
            return "\(error)"
        }
    }

    /// Runs the courier that the receiver would start. One whose libraries are missing cannot print its version.
    private func courier() -> String? {
        let name = SettingsReader.variable("COURIER")
        guard
            let path = SettingsReader().text("COURIER")
                ?? FileSystem.programDirectory().map({ "\($0)/livetex-courier" })
        else { return "this program does not know its directory; name the courier in \(name)" }
        guard FileSystem.isExecutable(path) else { return "\(path) is not there; name the courier in \(name)" }
        do {
            let result = try Subprocess(path, ["--version"], environment: Environment.all()).run(timeout: 10_000)
            if result.ending == .exited(0) { return nil }
            let words = String(decoding: result.error.prefix(500), as: UTF8.self)
            return "\(path) cannot be run: \(words.isEmpty ? "\(result.ending)" : words)"
        } catch {
            return "\(error)"
        }
    }
}
