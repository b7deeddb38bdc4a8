/// The methods of the Messaging API (https://livetex.github.io/messaging-api-v1.2/api/).
public enum LiveTexMethod: String, Hashable, Sendable, CaseIterable {
    /// The visitor writes.
    case sendText
    /// The visitor sends a link to a file.
    case sendFile
    /// The groups and who is online.
    case getDestinations
    /// Chooses a group and sets the visitor's name and attributes.
    case selectDestination
    /// The group that is chosen.
    case getCurrentDestination
    /// A part of the conversation.
    case getHistory
    /// Registers the address for notifications.
    case setWebhook
    /// The registered address.
    case getWebhookSettings

    /// The first edition that has the method.
    var since: LiveTexEdition {
        switch self {
        case .getHistory, .getCurrentDestination: .v1_1
        default: .v1_0
        }
    }

    /// Whether the method needs a body. The other methods accept one and ignore its fields.
    var needsBody: Bool {
        switch self {
        case .getDestinations, .getWebhookSettings: false
        default: true
        }
    }

    /// The fields of the body. Any other field is refused, so that a misspelt name shows.
    var fields: Set<String> {
        switch self {
        case .sendText: ["user_id", "text"]
        case .sendFile: ["user_id", "url", "file_name", "size", "comment"]
        case .getDestinations, .getWebhookSettings: []
        case .selectDestination:
            ["user_id", "destination_type", "destination_id", "name", "attributes", "hidden_attributes"]
        case .getCurrentDestination: ["user_id"]
        // The vendor's table says `message_id`, the sample says `messageId`: the second is accepted and ignored.
        case .getHistory: ["user_id", "limit", "message_id", "messageId", "chunk"]
        case .setWebhook: ["url", "webhook_key", "webhook_event_types"]
        }
    }
}
