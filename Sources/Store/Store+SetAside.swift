import Dialog
import Record

extension Store {
    /// Moves a waiting call to the dead letters. A call that is in flight may arrive all the same, and its letter says so.
    ///
    /// - Parameters:
    ///   - rules: the binding's, which say what the refusal does to the dialog; nil for a binding that is gone.
    ///   - now: milliseconds since 1970.
    /// - Returns: the letter's id; nil when no such call waits.
    public func setAside(_ number: Int64, of key: DialogKey, _ rules: DialogRules?, now: Int64) throws(StoreError)
        -> String?
    {
        // In a commit of its own, so that the letter gets the same id if this is interrupted and begun again.
        try update(key, party: nil) { record in record.dateFirstAttempt(number, now: now) }
        guard var item = try load(key.name)?.record.item(number) else { return nil }
        while true {
            // The letter comes first: after a crash the call is in both places and not in neither.
            let letter = DeadLetter(
                item, of: key, reason: "set aside by hand", isInDoubt: item.delivery.possibleArrivals > 0,
                now: now)
            try keep(letter)
            let known = item
            let current = try update(key, party: nil) { (record) throws(DamagedRecord) -> QueueItem? in
                let current = record.item(number)
                if current == known { try record.setAside(number, rules, now: now) }
                return current
            }
            if current == known { return letter.id }
            if let current {
                // A courier has tried it meanwhile, and the letter has to say so.
                item = current
            } else {
                // A courier or another person has taken it out. It may have arrived.
                try keep(DeadLetter(known, of: key, reason: "set aside by hand", isInDoubt: true, now: now))
                return letter.id
            }
        }
    }
}
