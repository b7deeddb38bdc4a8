import JSON

/// What a page is told, as server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html).
///
/// `call` is one call of the journal, first when it begins and again when it ends. The page keeps calls by their number, and
/// an event's id says how far the journal was read. So after a lost connection nothing is missing and nothing comes
/// twice. `scene` is all else, whole, whenever it differs from what was sent before. `reset` says that the sandbox is not
/// the one that gave the page its last id.
struct EventFeed: Sendable {
    let journal: Journal
    /// Tells this run of the sandbox from an earlier one on the same port.
    let run: String
    let scene: @Sendable () -> JSON

    /// The bytes for a page that has the events up to `lastID`.
    func stream(after lastID: String?) -> Iterator {
        Iterator(feed: self, lastID: lastID, changes: journal.signal.changes().makeAsyncIterator())
    }

    /// Bytes, whenever there are some.
    struct Iterator {
        private let feed: EventFeed
        private var changes: AsyncStream<Void>.Iterator
        private var position = 0
        private var greeting: String
        private var lastScene = ""

        init(feed: EventFeed, lastID: String?, changes: AsyncStream<Void>.Iterator) {
            self.feed = feed
            self.changes = changes
            greeting = ""
            guard let lastID, !lastID.isEmpty else { return }
            let parts = lastID.split(separator: "-").map(String.init)
            if parts.count == 2, parts[0] == feed.run, let known = Int(parts[1]),
                (0...feed.journal.changeCount).contains(known)
            {
                position = known
            } else {
                greeting = "event: reset\ndata: {}\n\n"
            }
        }

        /// The next bytes; nil when the sandbox stops. A wake-up without news sends a comment, so that a closed connection
        /// is noticed.
        mutating func next() async -> [UInt8]? {
            guard await changes.next() != nil else { return nil }
            var text = greeting
            greeting = ""
            let (entries, end) = feed.journal.changes(after: position)
            for entry in entries { text += "event: call\ndata: \(entry.json.text())\n\n" }
            if end != position {
                position = end
                text += "id: \(feed.run)-\(end)\nevent: position\ndata: \(end)\n\n"
            }
            let scene = feed.scene().text()
            if scene != lastScene {
                lastScene = scene
                text += "event: scene\ndata: \(scene)\n\n"
            }
            return Array((text.isEmpty ? ":\n\n" : text).utf8)
        }
    }
}
