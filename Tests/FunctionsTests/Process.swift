import POSIX

/// A process of this machine, from /proc.
struct Process: Sendable {
    let id: pid_t
    /// The variables that it was started with, as `NAME=value`.
    let environment: [String]

    /// The running processes of the program with this file name.
    static func all(named program: String) -> [Process] {
        guard let entries = try? FileSystem.list("/proc") else { return [] }
        return entries.compactMap { pid_t($0) }.compactMap { id in
            let arguments = strings("/proc/\(id)/cmdline")
            guard arguments.first?.split(separator: "/").last.map(String.init) == program else { return nil }
            return Process(id: id, environment: strings("/proc/\(id)/environ"))
        }
    }

    /// The running processes that were started with this variable, as `NAME=value`.
    static func all(with variable: String) -> [Process] {
        guard let entries = try? FileSystem.list("/proc") else { return [] }
        return entries.compactMap { pid_t($0) }
            .map { Process(id: $0, environment: strings("/proc/\($0)/environ")) }
            .filter { $0.environment.contains(variable) }
    }

    func signal(_ number: Int32) { kill(id, number) }

    /// Whether it has an open file whose path begins with this prefix.
    func holds(_ prefix: String) -> Bool {
        let directory = "/proc/\(id)/fd"
        let descriptors = (try? FileSystem.list(directory)) ?? []
        return descriptors.contains { FileSystem.resolved("\(directory)/\($0)").hasPrefix(prefix) }
    }

    /// The zero-terminated strings of a file in /proc, which has no size; empty where it cannot be read.
    private static func strings(_ path: String) -> [String] {
        guard let file = try? OpenFile(path, O_RDONLY) else { return [] }
        var content: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(file.descriptor, &chunk, chunk.count)
            if count <= 0 { break }
            content += chunk.prefix(count)
        }
        return content.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }
}
