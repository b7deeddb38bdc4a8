import ChannelBundle
import JSON

/// One notification, in the shapes of the spec's section 3.2.
struct LiveTexNotification: Hashable, Sendable {
    /// The names of all types that can be subscribed to.
    static let subscribable: Set<String> = [
        "MessageDelivered", "TextMessage", "FileMessage", "SelectDestination", "Closed", "HoldMessage",
        "EmployeeAvailabilityChanged",
    ]

    var type: String
    /// The dialog; empty for `EmployeeAvailabilityChanged`, which names none.
    var user: String
    /// Without `webhook_key`, which is added when it is sent: a later registration may change it.
    var body: [String: JSON]

    /// An entry of the history as an object of the API.
    static func object(
        _ entry: LiveTexConversation.Entry, user: String, touchPoint: String, version: LiveTexAPI.Version
    ) -> LiveTexNotification {
        var type: String
        var members: [String: JSON?] = [
            "id": .string(entry.id), "user_id": .string(user), "timestamp": .int(entry.time),
        ]
        switch entry.content {
        case .visitorText(let text):
            type = "TextMessage"
            members.merge(["text": .string(text), "from": "User"]) { $1 }
        case .visitorFile(let file):
            type = "FileMessage"
            members.merge(file.members) { $1 }
            members["from"] = .string("User")
        case .operatorText(let text, let by):
            type = "TextMessage"
            members.merge(["text": .string(text), "from": "Employee", "employee": by.json(version)]) { $1 }
        case .operatorFile(let file, let by):
            type = "FileMessage"
            members.merge(file.members) { $1 }
            members.merge(["from": "Employee", "employee": by.json(version)]) { $1 }
        case .hold(let text):
            type = "HoldMessage"
            members["text"] = .string(text)
        case .delivered(let message, let to):
            type = "MessageDelivered"
            members.merge(["message_id": .string(message), "employee": to?.json(version)]) { $1 }
        case .selected(let group):
            type = "DestinationSelected"
            members.merge(["destination_type": "Department", "destination_id": .string(group)]) { $1 }
        case .closed(let by):
            type = "Closed"
            members.merge(["touch_point_id": .string(touchPoint), "employee": by?.json(version)]) { $1 }
        }
        members["type"] = .string(type)
        return LiveTexNotification(type: type, user: user, body: members.compactMapValues { $0 })
    }

    /// `SelectDestination`: no timestamp, and destinations without the online flags.
    static func selectDestination(id: String, user: String, groups: [LiveTexGroup]) -> LiveTexNotification {
        LiveTexNotification(
            type: "SelectDestination", user: user,
            body: [
                "type": "SelectDestination", "id": .string(id), "user_id": .string(user),
                "destinations": .array(
                    groups.map {
                        [
                            "destination_type": "Department", "destination_id": .string($0.id),
                            "name": .string($0.name),
                        ]
                    }),
            ])
    }

    /// `EmployeeAvailabilityChanged`: `touchPointId` in camel case and no user, as the vendor's page has it.
    static func availability(
        id: String, time: Int64, of employee: LiveTexOperator, touchPoint: String, version: LiveTexAPI.Version
    ) -> LiveTexNotification {
        LiveTexNotification(
            type: "EmployeeAvailabilityChanged", user: "",
            body: [
                "type": "EmployeeAvailabilityChanged", "id": .string(id), "touchPointId": .string(touchPoint),
                "employee": employee.json(version), "online": .bool(employee.isOnline && employee.hasFreeSlot),
                "timestamp": .int(time),
            ])
    }
}
