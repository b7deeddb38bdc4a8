// The order of the operators' words while they wait: by LiveTex's time, not by arrival.

import Dialog

extension DialogRecord {
    /// Puts the operators' words that have a later time than an operator's word after it.
    ///
    /// They get new numbers: a courier that is about to send one must not send it under the number of another. Words that
    /// were tried stay where they are, and so does everything else that the platform is told.
    mutating func letGoFirst(_ number: Int64) throws(DamagedRecord) {
        let waiting = calls.waiting(in: .platform)
        // What waits for the selection comes after the word. Other words must not come after that.
        guard let item = waiting.last, item.number == number, let time = try item.timeOfWord() else { return }
        var later: [Int64] = []
        for item in waiting.dropLast().reversed() {
            guard item.delivery == Delivery(), let other = try item.timeOfWord(), other > time else { break }
            later.append(item.number)
        }
        for number in later.reversed() {
            move(Move(number: number, newNumber: takeNumber()))
        }
    }

    mutating func move(_ move: Move) {
        guard let item = calls.item(move.number) else { return }
        remove(move.number)
        enqueue(
            QueueItem(
                number: move.newNumber, lane: item.lane, after: move.after, notBefore: item.notBefore,
                encodedCall: item.encodedCall))
    }
}
