// Which dialogs are looked at when. The listed due times are hints; the records tell what is to be done.

import Record
import Store

extension Courier {
    /// Finds due dialogs that the store may have lost.
    ///
    /// - Returns: whether it was necessary.
    @discardableResult
    func recoverDue() throws(StoreError) -> Bool {
        try store.recoverDue(while: { mayStart }, report: report)
    }

    func readAgenda() throws(StoreError) {
        paused = Set(try store.pauses().map { BindingLane(binding: $0.binding, lane: $0.lane) })
        let before = seen
        let dialogs = try store.due(until: .max, limit: .max)
        seen = Dictionary(dialogs.map { ($0.name, $0.token) }, uniquingKeysWith: { first, _ in first })
        for dialog in dialogs {
            if let standstill = stuck[dialog.name] {
                if try standstill.goesOn(dialog, store) { continue }
                stuck[dialog.name] = nil
            }
            // Its turn comes anyway; reading a thousand waiting records each second would be most of the work.
            if queues.values.contains(where: { $0.contains(dialog.name) }) { continue }
            // A due time far ahead may be of a clock that was set back since then. The record tells: look once.
            let isDoubtful = dialog.due > now() + DialogRecord.clockSlack && before[dialog.name] != dialog.token
            put(dialog.name, at: mode == .once || isDoubtful ? 0 : dialog.due)
        }
    }

    /// Whether something has happened to a due dialog since this courier listed them last. To be asked after its claims have
    /// been released: a receiver that stored something before that saw the claim and started no courier of its own.
    public func hasUnseenWork() throws(StoreError) -> Bool {
        try store.due(until: .max, limit: .max).contains { dialog in
            stuck[dialog.name]?.isUntouched(dialog.token) != true && seen[dialog.name] != dialog.token
        }
    }

    func note(_ changes: Set<DialogName>) {
        for name in changes {
            stuck[name] = nil
            put(name, at: now())
        }
    }

    private func put(_ name: DialogName, at due: Int64) {
        agenda[name] = max(min(due, agenda[name] ?? due), resting[name] ?? .min)
    }

    /// Leaves a dialog alone for a while.
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
            // A dialog may have nothing to do any more: then the next one gets the place.
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
            case .damaged: setAside(name, .record(try? store.version(of: name)))
            case .unavailable: rest(name)
            }
        }
    }

    /// How soon to look again at what cannot be delivered for a reason outside the dialog, in milliseconds.
    var lookAgain: Int64 { 5 * policy.base }

    /// After the clock was set back all planned times are wrong: every dialog is looked at again.
    func noteClock() {
        let time = now()
        if time + DialogRecord.clockSlack < latest {
            resting = [:]
            for name in agenda.keys { agenda[name] = time }
        }
        latest = time
    }

    /// Leaves a dialog alone until something happens to it or to what has to be fixed.
    func setAside(_ name: DialogName, _ cause: Standstill.Cause) {
        stuck[name] = Standstill(token: seen[name], cause: cause)
    }

    func report(_ error: StoreError, _ name: DialogName) {
        hasFailed = true
        log(
            .error, "a dialog cannot be delivered",
            ["dialog": .string(name.description), "detail": .string(error.description)])
    }
}
