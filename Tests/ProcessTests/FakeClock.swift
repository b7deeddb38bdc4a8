import POSIX
import TestSupport

/// A wall clock of one test's own, which can be set while programs run (Debian's libfaketime). The clock that only
/// grows stays the machine's.
///
/// The library is preloaded, and nothing can be preloaded into the receiver as it is shipped, which is fully static.
/// Under this clock stands the same receiver as the test build links it (``receiver``). Times of files stay the
/// kernel's: the times of change of the marks are then what they are after a jump.
final class FakeClock: Sendable {
    /// The receiver that this clock reaches.
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

    /// Sets the clock to so many hours after the machine's.
    func set(hours: Int) throws { try directory.write("\(hours < 0 ? "-" : "+")\(abs(hours) * 3_600)", to: "clock") }

    /// A program under this clock.
    func callAsFunction(_ program: Subprocess) -> Subprocess {
        var program = program
        program.environment.merge([
            "LD_PRELOAD": library, "FAKETIME_TIMESTAMP_FILE": directory("clock"), "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1", "NO_FAKE_STAT": "1",
            // The library sets this. Where it is not there yet the environment moves, and Swift, which looks for the
            // arguments in front of it, finds none.
            "FAKETIME_SHARED": "/none /none",
        ]) { $1 }
        return program
    }
}
