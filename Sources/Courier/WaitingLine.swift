import Record

/// Dialogs that wait for a free place, the longest waiting first and each once.
struct WaitingLine {
    private var names: [DialogName] = []
    private var members: Set<DialogName> = []
    private var start = 0

    /// In no particular order.
    var waiting: Set<DialogName> { members }

    func contains(_ name: DialogName) -> Bool { members.contains(name) }

    mutating func add(_ name: DialogName) {
        if members.insert(name).inserted { names.append(name) }
    }

    mutating func next() -> DialogName? {
        guard start < names.count else {
            names = []
            start = 0
            return nil
        }
        defer { start += 1 }
        members.remove(names[start])
        return names[start]
    }
}
