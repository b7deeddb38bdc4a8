import ChannelBundle
import Courier
import JSON
import LiveTex
import Outbound

/// The address at which LiveTex reaches the receiver, as LiveTex knows it and as the configuration wants it.
public struct WebhookRegistration {
    private let binding: Binding
    private let query: LiveTexQuery
    /// Milliseconds since 1970.
    private let now: Int64

    /// The registration of one binding.
    ///
    /// - Parameter now: milliseconds since 1970.
    public init(_ binding: Binding, now: Int64) {
        self.binding = binding
        query = LiveTexQuery(binding: binding, timeout: 15_000)
        self.now = now
    }

    /// Where LiveTex is to send its webhooks.
    public var wantedURL: String { "\(binding.publicURL)/livetex/\(binding.id)" }

    /// Registers the address with the first webhook key. Repeating it is harmless: a second call replaces the first.
    public func register() throws(QueryError) {
        _ = try query.perform(request(), now: now)
    }

    /// The call that registers, for a dry run; the key it holds is masked.
    public func plannedRequest() -> OutboundRequest {
        OutboundRequest(.setWebhook(url: wantedURL, key: "***"), binding)
    }

    private func request() throws(QueryError) -> LiveTexRequest {
        guard let reference = binding.webhookKeys.first else { throw QueryError("the binding has no webhook_key") }
        do {
            return .setWebhook(url: wantedURL, key: try reference.resolve())
        } catch {
            throw QueryError(error.description)
        }
    }

    /// What LiveTex has registered.
    public struct Current: Hashable, Sendable {
        /// Empty when nothing is registered.
        public var url: String
        /// Nil on version 1.0, which has no filter.
        public var eventTypes: [String]?
    }

    /// Reads back what LiveTex has registered.
    public func show() throws(QueryError) -> Current {
        let body = try query.perform(.webhookSettings, now: now)
        return Current(
            url: body["url"]?.string ?? "", eventTypes: body["webhook_event_types"]?.array?.compactMap(\.string))
    }

    /// What differs from the configuration; empty when nothing does.
    public func differences(_ current: Current) -> [String] {
        var differences: [String] = []
        if current.url.isEmpty {
            differences.append("no webhook is registered; the configuration wants \(wantedURL)")
        } else if current.url != wantedURL {
            differences.append("LiveTex sends to \(current.url); the configuration wants \(wantedURL)")
        }
        let needed = Set(LiveTexWebhook.subscribableTypes).subtracting(["EmployeeAvailabilityChanged"])
        if let types = current.eventTypes, !types.isEmpty {
            let missing = needed.subtracting(types).sorted()
            if !missing.isEmpty { differences.append("LiveTex does not send \(missing.joined(separator: ", "))") }
        }
        return differences
    }
}
