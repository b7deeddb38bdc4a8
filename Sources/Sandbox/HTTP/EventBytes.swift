import FlyingFox
import FlyingSocks

/// Server-sent events as the body of a response.
struct EventBytes: AsyncBufferedSequence {
    typealias Element = UInt8

    let feed: EventFeed
    /// The last event that the client has; nil for none.
    let lastID: String?

    func makeAsyncIterator() -> Iterator { Iterator(events: feed.stream(after: lastID)) }

    struct Iterator: AsyncBufferedIteratorProtocol {
        var events: EventFeed.Iterator

        mutating func next() async -> UInt8? { await nextBuffer(suggested: 1)?.first }

        mutating func nextBuffer(suggested count: Int) async -> [UInt8]? { await events.next() }
    }
}
