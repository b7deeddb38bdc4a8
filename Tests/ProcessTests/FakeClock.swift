import POSIX
import TestSupport

/// A wall clock for the programs of one test, which can be set while they run (Debian's libfaketime). The monotonic clock
/// is the machine's.
///
/// The library is preloaded. The receiver as it is shipped is static and cannot preload it, so the tests run the
/// receiver of the test build (``receiver``). The kernel's times of files do not change.
final class FakeClock: Sendable {
    /// The receiver that can have this clock.
    static let receiver = "livetex-hook-dynamic"

    private let directory: TemporaryDirectory
    private let library: String

    init() throws {
        let places = try FileSystem.list("/usr/lib").map { "/usr/lib/\($0)/faketime/libfaketime.so.1" }
        guard let library = places.first(where: { FileSystem.exists($0) }) else {
            throw Mishap(description: "libfaketime is not installed: see scripts/install-dependencies")
        }
        self.library = library
        directory = try TemporaryDirectory()
        try set(hours: 0)
    }

    /// Sets the clock to the machine's time plus these hours.
    func set(hours: Int) throws { try directory.write("\(hours < 0 ? "-" : "+")\(abs(hours) * 3_600)", to: "clock") }

    /// A program under this clock.
    func callAsFunction(_ program: Subprocess) -> Subprocess {
        var program = program
        program.environment.merge([
            "LD_PRELOAD": library, "FAKETIME_TIMESTAMP_FILE": directory("clock"), "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1", "NO_FAKE_STAT": "1",
            // The library sets this variable. If it is not set before, the environment moves in memory, and Swift, which
            // finds a program's arguments before the environment, finds none.
            "FAKETIME_SHARED": "/none /none",
        ]) { $1 }
        return program
    }
}
