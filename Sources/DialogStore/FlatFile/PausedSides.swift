import Dialog
import JSON
import POSIX

/// Sides of bindings to which nothing is delivered until a person has mended something.
///
/// A refused token is no fault of any call: the calls wait where they are.
public struct PausedSides: Sendable {
    private let directory: StateDirectory

    public init(_ directory: StateDirectory) { self.directory = directory }

    /// One paused side.
    public struct Pause: Hashable, Sendable {
        public var binding: String
        public var lane: Lane
        public var reason: String
        /// Since when, in milliseconds since 1970.
        public var time: Int64

        public init(binding: String, lane: Lane, reason: String, time: Int64) {
            self.binding = binding
            self.lane = lane
            self.reason = reason
            self.time = time
        }
    }

    public func isPaused(_ binding: String, _ lane: Lane) -> Bool { FileSystem.exists(path(binding, lane)) }

    public func pause(_ pause: Pause) throws(StoreError) {
        let content: JSON = ["reason": .string(pause.reason), "time": .int(pause.time)]
        do {
            try FileSystem.replace(path(pause.binding, pause.lane), with: content.bytes() + [UInt8(ascii: "\n")])
        } catch {
            throw .unavailable("a pause cannot be written: \(error)")
        }
    }

    public func resume(_ binding: String, _ lane: Lane) throws(StoreError) {
        do {
            try FileSystem.remove(path(binding, lane))
        } catch {
            throw .unavailable("a pause cannot be removed: \(error)")
        }
    }

    /// All pauses, by binding.
    public func list() throws(StoreError) -> [Pause] {
        do {
            var pauses: [Pause] = []
            for name in try FileSystem.list(directory.paused).sorted() {
                let parts = name.split(separator: ".").map(String.init)
                guard parts.count == 2, let lane = Lane(rawValue: parts[1]) else { continue }
                let content = try JSON(parsing: FileSystem.read("\(directory.paused)/\(name)"))
                pauses.append(
                    Pause(
                        binding: parts[0], lane: lane, reason: content["reason"]?.string ?? "",
                        time: content["time"]?.int ?? 0))
            }
            return pauses
        } catch {
            throw .unavailable("the pauses cannot be listed: \(error)")
        }
    }

    private func path(_ binding: String, _ lane: Lane) -> String { "\(directory.paused)/\(binding).\(lane.rawValue)" }
}
