import FlatFileStore
import Program
import Receiver
import Store

/// The store, opened when it is needed first.
final class LazyStore {
    private let settings: ReceiverSettings
    private var store: FlatFileStore?

    init(_ settings: ReceiverSettings) { self.settings = settings }

    func opened() throws(StoreError) -> FlatFileStore {
        if let store { return store }
        let directory = StateDirectory(settings.state)
        try checkLasting(directory)
        let opened = try FlatFileStore(directory, allowing: settings.allowedHazards)
        store = opened
        return opened
    }

    /// Refuses a disk that the host deletes with the instance: an acknowledged webhook would be lost.
    private func checkLasting(_ directory: StateDirectory) throws(StoreError) {
        guard !settings.keepsFiles, !settings.allowsLocalState, !directory.isOnNetwork else { return }
        throw .unavailable(
            "the state directory \(directory.path) is on the function's own disk, which is deleted with its instance; put it "
                + "on a file system that stays, or set \(SettingsReader.variable("ALLOW_LOCAL_STATE"))=1 if it is a volume "
                + "that stays")
    }
}
