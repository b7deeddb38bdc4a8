import ChannelBundle

/// The methods of the Messaging API.
public enum LiveTexMethod: String, Hashable, Sendable, CaseIterable {
    case sendText, sendFile, getDestinations, selectDestination, getCurrentDestination, getHistory, setWebhook
    case getWebhookSettings

    /// The first edition that has the method (edition table of the spec, section 1).
    var since: LiveTexAPI.Version {
        switch self {
        case .getHistory, .getCurrentDestination: .v1_1
        default: .v1_0
        }
    }

    /// Whether the method takes its parameters from a body. The others tolerate one.
    var needsBody: Bool {
        switch self {
        case .getDestinations, .getWebhookSettings: false
        default: true
        }
    }

    /// The fields of the method's body; any other one is refused, so that a misspelt field shows.
    var fields: Set<String> {
        switch self {
        case .sendText: ["user_id", "text"]
        case .sendFile: ["user_id", "url", "file_name", "size", "comment"]
        case .getDestinations, .getWebhookSettings: []
        case .selectDestination:
            ["user_id", "destination_type", "destination_id", "name", "attributes", "hidden_attributes"]
        case .getCurrentDestination: ["user_id"]
        // The vendor's table and sample spell the anchor differently; the other spelling is accepted and ignored.
        case .getHistory: ["user_id", "limit", "message_id", "messageId", "chunk"]
        case .setWebhook: ["url", "webhook_key", "webhook_event_types"]
        }
    }
}
