import ChannelBundle
import Courier
import JSON
import LiveTex
import Outbound

/// The address to which LiveTex sends a binding's webhooks: the registered one, and the one of the configuration.
public struct WebhookRegistration {
    private let binding: Binding
    private let query: LiveTexQuery
    /// Milliseconds since 1970.
    private let now: Int64

    /// The registration of a binding.
    ///
    /// - Parameter now: milliseconds since 1970.
    public init(_ binding: Binding, now: Int64) {
        self.binding = binding
        query = LiveTexQuery(binding: binding, timeout: 15_000)
        self.now = now
    }

    /// The address of the configuration.
    public var configuredURL: String { "\(binding.publicURL)/livetex/\(binding.id)" }

    /// Registers the address with the first webhook key. It replaces what was registered before.
    public func register() throws(QueryError) {
        _ = try query.perform(request(), now: now)
    }

    /// The request that registers, with a masked key, for a dry run.
    public func plannedRequest() -> OutboundRequest {
        OutboundRequest(.setWebhook(url: configuredURL, key: "***", types: types), binding)
    }

    private var types: [String]? { binding.api.version.hasTypeFilter ? LiveTexWebhook.usedTypes : nil }

    private func request() throws(QueryError) -> LiveTexRequest {
        guard let reference = binding.webhookKeys.first else { throw QueryError("the binding has no webhook_key") }
        do {
            return .setWebhook(url: configuredURL, key: try reference.resolve(), types: types)
        } catch {
            throw QueryError(error.description)
        }
    }

    /// What is registered at LiveTex.
    public struct Current: Hashable, Sendable {
        /// The address; empty when nothing is registered.
        public var url: String
        /// The types of webhooks that LiveTex sends; nil on version 1.0, which has no filter.
        public var eventTypes: [String]?
    }

    /// Asks LiveTex what is registered.
    public func show() throws(QueryError) -> Current {
        let body = try query.perform(.webhookSettings, now: now)
        return Current(
            url: body["url"]?.string ?? "", eventTypes: body["webhook_event_types"]?.array?.compactMap(\.string))
    }

    /// The differences from the configuration, one sentence each.
    public func differences(_ current: Current) -> [String] {
        var differences: [String] = []
        if current.url.isEmpty {
            differences.append("no webhook is registered; the configuration has \(configuredURL)")
        } else if current.url != configuredURL {
            differences.append("LiveTex sends to \(current.url); the configuration has \(configuredURL)")
        }
        if let types = current.eventTypes, !types.isEmpty {
            let missing = Set(LiveTexWebhook.usedTypes).subtracting(types).sorted()
            if !missing.isEmpty { differences.append("LiveTex does not send \(missing.joined(separator: ", "))") }
        }
        return differences
    }
}
