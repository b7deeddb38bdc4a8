import POSIX

/// Ends the couriers that the sandbox's receivers have started.
///
/// They are not the sandbox's children and would go on after its end. A process is such a courier when its program has the
/// given name and its environment or arguments contain the state directory, which only one sandbox uses.
enum StrayPrograms {
    /// Sends SIGTERM to each such process, after two seconds SIGKILL, and waits until they are gone.
    static func end(named name: String, stateDirectory: String) {
        let deadline = Clock.monotonic() + 2_000
        var asked: Set<pid_t> = []
        while true {
            let found = processes(named: name, holding: Array(stateDirectory.utf8))
            if found.isEmpty { return }
            let isLate = Clock.monotonic() > deadline
            for process in found where isLate || asked.insert(process).inserted {
                kill(process, isLate ? SIGKILL : SIGTERM)
            }
            Clock.sleep(milliseconds: 5)
        }
    }

    private static func processes(named name: String, holding text: [UInt8]) -> [pid_t] {
        // Without /proc the programs end by themselves.
        guard let entries = try? FileSystem.list("/proc") else { return [] }
        return entries.compactMap { pid_t($0) }.filter { process in
            let arguments = strings("/proc/\(process)/cmdline")
            guard let program = arguments.first.map({ String(decoding: $0, as: UTF8.self) }),
                program.split(separator: "/").last.map(String.init) == name
            else { return false }
            return (arguments + strings("/proc/\(process)/environ")).contains { $0.contains(text) }
        }
    }

    /// The zero-terminated strings in a file of /proc, which has no size; none when it cannot be read.
    private static func strings(_ path: String) -> [ArraySlice<UInt8>] {
        guard let file = try? OpenFile(path, O_RDONLY) else { return [] }
        var content: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = read(file.descriptor, &chunk, chunk.count)
            if count <= 0 { break }
            content += chunk.prefix(count)
        }
        return content.split(separator: 0)
    }
}
