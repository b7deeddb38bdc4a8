import Dialog
import JSON
import POSIX
import Record
import Store

/// Sides of bindings to which nothing is delivered until a person has mended something.
///
/// A refused token is no fault of any call: the calls wait where they are.
public struct PausedLanes: Sendable {
    private let directory: StateDirectory

    public init(_ directory: StateDirectory) { self.directory = directory }

    /// One paused side.
    public struct Pause: Hashable, Sendable {
        public var binding: String
        public var lane: Lane
        public var reason: String
        /// Since when, in milliseconds since 1970.
        public var time: Int64
        /// Why reason and time are missing; nil for a pause that can be read.
        public private(set) var problem: StoreError?

        public init(binding: String, lane: Lane, reason: String, time: Int64) {
            self.binding = binding
            self.lane = lane
            self.reason = reason
            self.time = time
        }

        /// A pause whose file cannot be read: it pauses all the same.
        fileprivate init(binding: String, lane: Lane, problem: StoreError) {
            self.init(binding: binding, lane: lane, reason: problem.description, time: 0)
            self.problem = problem
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

    /// All pauses, by binding. One whose file cannot be read hides no other.
    public func list() throws(StoreError) -> [Pause] {
        do {
            return try FileSystem.list(directory.paused).sorted().compactMap { pause(in: $0) }
        } catch {
            throw .unavailable("the pauses cannot be listed: \(error)")
        }
    }

    /// The pause in a file; nil for a file that is none, or has been removed meanwhile.
    private func pause(in name: String) -> Pause? {
        let parts = name.split(separator: ".").map(String.init)
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

    private func path(_ binding: String, _ lane: Lane) -> String { "\(directory.paused)/\(binding).\(lane.rawValue)" }
}
