import JSON

/// One notification (https://livetex.github.io/messaging-api-v1.2/types/).
public struct LiveTexNotification: Hashable, Sendable {
    /// The types that a webhook can be registered for.
    static let subscribableTypes: Set<String> = [
        "MessageDelivered", "TextMessage", "FileMessage", "SelectDestination", "Closed", "HoldMessage",
        "EmployeeAvailabilityChanged",
    ]

    /// The `type`.
    public let type: String
    /// The `user_id`; empty for `EmployeeAvailabilityChanged`, which has none.
    public let user: String
    /// The object without `webhook_key`, as the history shows it.
    let fields: [String: JSON]

    /// The notification as it is sent.
    ///
    /// - Parameter key: the secret of the webhook that is registered at that moment.
    public func body(webhookKey key: String) -> JSON {
        .object(fields.merging(["webhook_key": .string(key)]) { $1 })
    }

    private init(_ type: String, user: String, _ members: [String: JSON?]) {
        self.type = type
        self.user = user
        fields = members.compactMapValues { $0 }.merging(["type": .string(type)]) { $1 }
    }

    /// An entry of the history as an object of the API.
    init(_ entry: LiveTexConversation.Entry, user: String, touchPoint: String, edition: LiveTexEdition) {
        var type: String
        var members: [String: JSON?]
        switch entry.content {
        case .visitorText(let text):
            type = "TextMessage"
            members = ["text": .string(text), "from": "User"]
        case .visitorFile(let file):
            type = "FileMessage"
            members = file.members.merging(["from": "User"]) { $1 }
        case .operatorText(let text, let by):
            type = "TextMessage"
            members = ["text": .string(text), "from": "Employee", "employee": by.json(edition)]
        case .operatorFile(let file, let by):
            type = "FileMessage"
            members = file.members.merging(["from": "Employee", "employee": by.json(edition)]) { $1 }
        case .hold(let text):
            type = "HoldMessage"
            members = ["text": .string(text)]
        case .delivered(let message, let to):
            type = "MessageDelivered"
            members = ["message_id": .string(message), "employee": to?.json(edition)]
        case .selected(let group):
            type = "DestinationSelected"
            members = ["destination_type": "Department", "destination_id": .string(group)]
        case .closed(let by):
            type = "Closed"
            members = ["touch_point_id": .string(touchPoint), "employee": by?.json(edition)]
        }
        members["id"] = .string(entry.id)
        members["user_id"] = .string(user)
        members["timestamp"] = .int(entry.time)
        self.init(type, user: user, members)
    }

    /// `SelectDestination`: no timestamp, and groups without the online flags.
    static func selectDestination(id: String, user: String, groups: [LiveTexGroup]) -> LiveTexNotification {
        LiveTexNotification(
            "SelectDestination", user: user,
            [
                "id": .string(id), "user_id": .string(user),
                "destinations": .array(groups.map { .object($0.members) }),
            ])
    }

    /// `EmployeeAvailabilityChanged`: the vendor's page has `touchPointId` in camel case and no user.
    static func availability(
        id: String, time: Int64, of employee: LiveTexOperator, touchPoint: String, edition: LiveTexEdition
    ) -> LiveTexNotification {
        LiveTexNotification(
            "EmployeeAvailabilityChanged", user: "",
            [
                "id": .string(id), "touchPointId": .string(touchPoint), "employee": employee.json(edition),
                "online": .bool(employee.isOnline && employee.hasFreeSlot), "timestamp": .int(time),
            ])
    }
}
