import ChannelBundle
import Outbound
import POSIX
import Record
import Store
import Text

/// Prints the pending calls as the requests that would deliver them (`--dry-run`).
struct PendingPrinter {
    let store: any Store
    let bundle: BundleReader

    /// Prints the calls of all dialogs, and names on standard error the dialogs that cannot be read.
    ///
    /// - Returns: whether everything was printed.
    func print(_ format: RequestFormat) throws -> Bool {
        var isComplete = true
        for name in try store.due(until: .max, limit: .max).map(\.name).sorted() {
            let requests: [OutboundRequest]
            do {
                requests = try self.requests(of: name)
            } catch {
                isComplete = false
                StandardStreams.error("livetex-courier: \(name): \("\(error)".printable)")
                continue
            }
            for request in requests { try StandardStreams.output(request.printed(format)) }
        }
        return isComplete
    }

    private func requests(of name: DialogName) throws -> [OutboundRequest] {
        guard let record = try store.load(name)?.record, !record.outbox.isEmpty else { return [] }
        let binding = try bundle.binding(record.key.binding)
        return try record.outbox.map { item in
            OutboundRequest(try item.call().call, of: (record.key.userID, record.dialog.party), binding)
        }
    }
}
