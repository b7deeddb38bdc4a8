// Pauses: a JSON file each, named `BINDING.LANE`.

import Dialog
import JSON
import POSIX
import Store

extension FlatFileStore {
    /// Pauses a lane of a binding durably.
    public func pause(_ pause: Pause) throws(StoreError) {
        let content: JSON = ["reason": .string(pause.reason), "time": .int(pause.time)]
        do {
            try FileSystem.replace(path(pause.binding, pause.lane), with: content.bytes() + [UInt8(ascii: "\n")])
        } catch {
            throw .unavailable("a pause cannot be written: \(error)")
        }
    }

    /// Ends a pause.
    public func resume(_ binding: String, _ lane: Lane) throws(StoreError) {
        do {
            try FileSystem.remove(path(binding, lane))
        } catch {
            throw .unavailable("a pause cannot be removed: \(error)")
        }
        try unpark(Self.pauseName(binding, lane))
    }

    /// All pauses, by binding. One whose file cannot be read pauses all the same.
    public func pauses() throws(StoreError) -> [Pause] {
        do {
            return try FileSystem.list(directory.paused).sorted().compactMap { pause(in: $0) }
        } catch {
            throw .unavailable("the pauses cannot be listed: \(error)")
        }
    }

    /// The pause in a file; nil for another file, or one that has been removed meanwhile.
    private func pause(in file: String) -> Pause? {
        let parts = file.split(separator: ".").map(String.init)
        guard parts.count == 2, let lane = Lane(rawValue: parts[1]) else { return nil }
        let path = path(parts[0], lane)
        do {
            let content = try JSON(parsing: FileSystem.read(path))
            return Pause(
                binding: parts[0], lane: lane, reason: content["reason"]?.string ?? "", time: content["time"]?.int ?? 0)
        } catch let error as SystemError where error.isMissing {
            return nil
        } catch {
            let reason = (error as? JSONError)?.message ?? "\(error)"
            return Pause(
                binding: parts[0], lane: lane, problem: .unavailable("the pause in \(path) cannot be read: \(reason)"))
        }
    }

    static func pauseName(_ binding: String, _ lane: Lane) -> String { "\(binding).\(lane.rawValue)" }

    private func path(_ binding: String, _ lane: Lane) -> String {
        "\(directory.paused)/\(Self.pauseName(binding, lane))"
    }
}
