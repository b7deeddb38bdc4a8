import ChannelBundle
import DialogStore
import Outbound
import POSIX

/// `--dry-run`: what is pending, as the requests that would deliver it.
struct PendingPrinter {
    let state: StateDirectory
    let bundle: BundleReader

    func print(_ format: RequestFormat) throws {
        for name in try FileSystem.list(state.pending).sorted().compactMap({ DialogName($0) }) {
            guard let record = try state.read(name) else { continue }
            let binding = try bundle.binding(record.key.binding)
            for item in record.outbox {
                let request = OutboundRequest(
                    try item.call().call, of: (record.key.userID, record.dialog.party), binding)
                try StandardStreams.output(request.printed(format))
            }
        }
    }
}
