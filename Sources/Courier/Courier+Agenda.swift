// Which dialogs are looked at when. The marks are hints: what is to be done the records say.

import FlatFileStore
import Record
import Store
import POSIX

extension Courier {
    /// After a reboot some marks may be missing: then every record is looked at once.
    ///
    /// - Returns: whether it was necessary.
    @discardableResult
    func scanAfterBoot() throws(StoreError) -> Bool {
        guard let boot = Boot.id() else { return false }
        let path = store.directory.scannedBoot
        if let scanned = try? FileSystem.read(path), scanned == boot { return false }
        for name in try store.names() {
            // Not written down as done: the next courier begins again.
            guard mayStart else { return true }
            do { try store.renewMark(name) } catch { report(error, name) }
        }
        do {
            try FileSystem.replace(path, with: boot)
        } catch {
            throw .unavailable("\(error)")
        }
        return true
    }

    func readAgenda() throws(StoreError) {
        listedAt = Clock.wall() * 1_000_000
        let marks = try store.pending()
        seen = Dictionary(marks.map { ($0.name, $0.touched) }, uniquingKeysWith: { first, _ in first })
        for mark in marks where stuck[mark.name]?.goesOn(mark.touched) != true {
            stuck[mark.name] = nil
            // Its turn comes anyway; reading a thousand waiting records each second would be most of the work.
            if queues.values.contains(where: { $0.contains(mark.name) }) { continue }
            // A mark from the future was set before the clock went back: what it says about when means nothing.
            let isFromTheFuture = mark.touched / 1_000_000 > Clock.wall() + DialogRecord.clockSlack
            put(mark.name, at: mode == .once || isFromTheFuture ? 0 : mark.due)
        }
    }

    /// Whether somebody has set a mark since this courier looked last. To be asked after the courier's lock has been
    /// let go: a receiver that stored something before that saw the lock held and started no courier of its own.
    public func hasUnseenWork() throws(StoreError) -> Bool {
        // Marks that are set within one tick of the kernel's clock have the same time.
        let certain = listedAt - 20_000_000
        return try store.pending().contains { mark in
            stuck[mark.name]?.isUntouched(mark.touched) != true
                && (seen[mark.name] != mark.touched || mark.touched > certain)
        }
    }

    func note(_ changes: Set<String>) {
        for text in changes {
            guard let name = DialogName(text) else { continue }
            stuck[name] = nil
            put(name, at: now())
        }
    }

    private func put(_ name: DialogName, at due: Int64) {
        agenda[name] = max(min(due, agenda[name] ?? due), resting[name] ?? .min)
    }

    /// Leaves a dialog alone for a while, whatever calls for it.
    func rest(_ name: DialogName) {
        let end = now() + lookAgain
        resting[name] = end
        agenda[name] = end
    }

    func visitWhatIsDue() throws(StoreError) {
        let time = now()
        // The longest waiting first.
        let due = agenda.filter { $0.value <= time }.sorted { $0.value < $1.value }
        for (name, _) in due {
            guard mayStart else { return }
            agenda[name] = nil
            visitGuarded(name)
        }
        for bindingLane in queues.keys {
            // A dialog may have waited in vain: then the place is the next one's.
            while mayStart, (lanes[bindingLane]?.inFlight ?? 0) < concurrency, let name = queues[bindingLane]?.next() {
                visitGuarded(name)
            }
        }
    }

    /// One damaged dialog must not hold up the others.
    private func visitGuarded(_ name: DialogName) {
        do {
            let next = try visit(name)
            resting[name] = nil
            if let next { put(name, at: next) }
        } catch {
            report(error, name)
            switch error {
            case .damaged: setAside(name, until: store.directory.record(name))
            case .unavailable: rest(name)
            }
        }
    }

    /// How soon to look again at what cannot be delivered for a reason outside the dialog, in milliseconds.
    var lookAgain: Int64 { 5 * policy.base }

    /// A clock that was set back makes what was planned by it worthless: everything is looked at anew.
    func noteClock() {
        let time = now()
        if time + DialogRecord.clockSlack < latest {
            resting = [:]
            for name in agenda.keys { agenda[name] = time }
        }
        latest = time
    }

    /// Leaves a dialog alone until something new happens to it or to a file that has to be mended.
    func setAside(_ name: DialogName, until path: String) {
        stuck[name] = Standstill(touched: store.mark(of: name)?.touched, until: path)
    }

    func report(_ error: StoreError, _ name: DialogName) {
        hasFailed = true
        log(
            .error, "a dialog cannot be delivered",
            ["dialog": .string(name.description), "detail": .string(error.description)])
    }
}
