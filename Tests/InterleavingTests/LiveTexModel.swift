// LiveTex as far as a dialog can tell: it keeps what the visitor says, lets operators see it once a group is selected,
// and notifies about what they do.

import Dialog
import JSON
import LiveTex

struct LiveTexModel {
    /// What the visitor said, in order.
    struct Entry {
        var id: String
        /// The number of the call that brought it.
        var call: Int64
        var body: JSON
        var timestamp: Int64
    }

    static let people: [JSON] = [
        ["employee_id": "501", "first_name": "Анна"], ["employee_id": "502", "first_name": "Борис"],
        ["employee_id": "503", "first_name": "Вера", "nick_name": "В."],
    ]

    /// Hours away from ours: nobody may compare the two.
    private(set) var clock: Int64 = 77_000_000
    private(set) var entries: [Entry] = []
    /// The bodies of the selections that came, by the number of their call.
    private(set) var selections: [(call: Int64, body: JSON)] = []
    private(set) var isSelected = false
    private var hasAskedForGroup = false
    private var numbers = 0
    /// Notifications that are on their way.
    private(set) var webhooks: [JSON] = []

    private mutating func id(_ kind: String) -> String {
        numbers += 1
        clock += 3
        return "\(kind)\(numbers)"
    }

    private mutating func notify(_ type: String, _ prefix: String, _ members: [String: JSON]) {
        var members = members
        members["type"] = .string(type)
        members["id"] = .string(id(prefix))
        members["webhook_key"] = "s3cret"
        members["user_id"] = "49:30400"
        if type != "SelectDestination" { members["timestamp"] = .int(clock) }
        webhooks.append(.object(members))
    }

    /// Takes the notification at a place in the queue: they overtake each other.
    mutating func takeWebhook(_ place: Int) -> JSON? {
        webhooks.isEmpty ? nil : webhooks.remove(at: place % webhooks.count)
    }

    /// Acts on a request and gives the answer's body.
    mutating func answer(_ request: LiveTexRequest, call: Int64, isOnline: Bool = true) -> JSON {
        let body = request.body ?? .null
        switch request.method {
        case "sendText", "sendFile":
            let id = id("m")
            entries.append(Entry(id: id, call: call, body: body, timestamp: clock))
            if !isSelected, !hasAskedForGroup {
                hasAskedForGroup = true
                askForGroup()
            }
            return ["success": true, "message_id": .string(id), "timestamp": .int(clock)]
        case "selectDestination":
            selections.append((call, body))
            isSelected = true
            return ["success": true]
        case "getCurrentDestination":
            return isSelected ? ["success": true, "destination": ["destination_id": "70001"]] : ["success": true]
        case "getHistory":
            let anchor = body["message_id"]?.string
            let start = entries.firstIndex { $0.id == anchor }.map { $0 + 1 } ?? 0
            let messages = entries[start...].map { entry in
                JSON.object(["id": .string(entry.id), "from": "User", "timestamp": .int(entry.timestamp)])
            }
            return ["success": true, "messages": .array(messages)]
        default:
            let group: JSON = [
                "destination_type": "Department", "destination_id": "70001", "has_online": .bool(isOnline),
            ]
            return ["success": true, "destinations": [group]]
        }
    }

    // MARK: People. They see only what is selected.

    private func person(_ pick: Int) -> JSON { Self.people[pick % Self.people.count] }

    mutating func reads(_ pick: Int) {
        guard isSelected else { return }
        notify("MessageDelivered", "e", ["employee": person(pick), "message_id": "m1"])
    }

    mutating func writes(_ pick: Int, _ text: String) {
        guard isSelected else { return }
        notify("TextMessage", "t", ["employee": person(pick), "text": .string(text)])
    }

    mutating func sendsFile(_ pick: Int) {
        guard isSelected else { return }
        notify("FileMessage", "f", ["employee": person(pick), "url": "https://files.example/a.png"])
    }

    mutating func closes(_ pick: Int) {
        guard isSelected else { return }
        isSelected = false
        hasAskedForGroup = false
        notify("Closed", "c", ["employee": person(pick), "touch_point_id": "3001"])
    }

    // MARK: LiveTex by itself.

    mutating func holds() { notify("HoldMessage", "h", ["text": "Ждите"]) }

    mutating func askForGroup() { notify("SelectDestination", "s", ["destinations": []]) }

    /// Sends the visitor's own message back, as the documentation does not rule out.
    mutating func echoes() {
        guard let entry = entries.last, let text = entry.body["text"] else { return }
        notify("TextMessage", "x", ["text": text, "from": "User"])
    }
}
