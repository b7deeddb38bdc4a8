import Store
import Synchronization

/// The long records that a courier has read. A call takes several looks at its record, and each look reads only what was
/// appended since the last one.
///
/// Nothing in it is used without a look at the file, so another program may change or replace the record at any time.
final class RecordCache: Sendable {
    private struct Content {
        var files: [String: (file: RecordFile, use: Int)] = [:]
        var uses = 0
    }

    private let content = Mutex(Content())

    /// A shorter record is read as fast as looked up, in bytes.
    private static let floor = 16_384
    /// The records together are not longer, in bytes, unless a single one is.
    private static let limit = 32 << 20

    /// Reads a record, or what is new of it; nil when there is none.
    func file(_ path: String) throws(StoreError) -> RecordFile? {
        let known = content.withLock { $0.files[path]?.file }
        do {
            let file = try known.flatMap { (known) throws(StoreError) in try RecordFile(following: known) }
            let current = if let file { file } else { try RecordFile(path) }
            keep(current, path)
            return current
        } catch {
            keep(nil, path)
            throw error
        }
    }

    private func keep(_ file: RecordFile?, _ path: String) {
        content.withLock { content in
            content.uses += 1
            guard let file, file.length >= Self.floor else {
                content.files[path] = nil
                return
            }
            content.files[path] = (file, content.uses)
            var length = content.files.values.reduce(0) { $0 + $1.file.length }
            while length > Self.limit, content.files.count > 1,
                let oldest = content.files.min(by: { $0.value.use < $1.value.use })
            {
                length -= oldest.value.file.length
                content.files[oldest.key] = nil
            }
        }
    }
}
