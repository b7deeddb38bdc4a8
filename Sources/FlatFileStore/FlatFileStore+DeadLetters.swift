// Dead letters: a JSON file each, named by its id.

import JSON
import POSIX
import Store

extension FlatFileStore {
    /// Keeps a letter durably, in the place of one with the same id.
    public func keep(_ letter: DeadLetter) throws(StoreError) {
        do {
            try FileSystem.replace(path(letter.id), with: letter.content.bytes(pretty: true) + [UInt8(ascii: "\n")])
        } catch {
            throw .unavailable("a dead letter cannot be written: \(error)")
        }
    }

    /// All letters, the oldest first.
    public func deadLetters() throws(StoreError) -> [DeadLetter] {
        let files: [String]
        do {
            files = try FileSystem.list(directory.deadLetters)
        } catch {
            throw .unavailable("the dead letters cannot be listed: \(error)")
        }
        return files.filter { $0.hasSuffix(".json") }.compactMap { listed(String($0.dropLast(5))) }.inOrder
    }

    /// nil for a letter that has been dropped meanwhile.
    private func listed(_ id: String) -> DeadLetter? {
        do {
            return try deadLetter(id)
        } catch {
            return DeadLetter(id: id, content: .null, problem: error)
        }
    }

    /// The letter of that id; nil when there is none.
    public func deadLetter(_ id: String) throws(StoreError) -> DeadLetter? {
        guard Self.isID(id) else { return nil }
        do {
            return DeadLetter(id: id, content: try JSON(parsing: FileSystem.read(path(id))))
        } catch let error as SystemError where error.isMissing {
            return nil
        } catch let error as JSONError {
            throw .unavailable("the dead letter \(id) cannot be read: \(error.message)")
        } catch {
            throw .unavailable("the dead letter \(id) cannot be read: \(error)")
        }
    }

    /// Removes a letter, readable or not.
    @discardableResult
    public func dropDeadLetter(_ id: String) throws(StoreError) -> Bool {
        guard Self.isID(id), FileSystem.exists(path(id)) else { return false }
        do {
            try FileSystem.remove(path(id))
            return true
        } catch {
            throw .unavailable("the dead letter cannot be removed: \(error)")
        }
    }

    /// Whether a text stays within the directory as a file's name.
    private static func isID(_ text: String) -> Bool { !text.contains("/") && !text.hasPrefix(".") }

    private func path(_ id: String) -> String { "\(directory.deadLetters)/\(id).json" }
}
