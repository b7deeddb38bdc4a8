import Dialog
import JSON
import Testing

@testable import LiveTex

/// The body of every method (https://livetex.github.io/messaging-api-v1.2/api/).
@Suite struct LiveTexRequestTests {
    private let group = OperatorGroup(id: "70001", name: "Продажи")

    private func expect(_ request: LiveTexRequest, _ method: String, _ body: JSON?) {
        #expect(request.method == method)
        #expect(request.body == body)
    }

    @Test func writesSendText() {
        expect(
            LiveTexRequest(.sendText("🙂 Клиент\nПривет"), userID: "49:30400"), "sendText",
            ["user_id": "49:30400", "text": "🙂 Клиент\nПривет"])
    }

    @Test func writesSendFile() {
        let file = OutgoingFile(url: "https://f.example/a.png", name: "a.png", size: 12, comment: "Вид", fallback: "x")
        expect(
            LiveTexRequest(.sendFile(file), userID: "u"), "sendFile",
            [
                "user_id": "u", "url": "https://f.example/a.png", "file_name": "a.png", "size": 12, "comment": "Вид",
            ])
        let bare = OutgoingFile(url: "https://f.example/a", name: nil, size: nil, comment: nil, fallback: "x")
        expect(
            LiveTexRequest(.sendFile(bare), userID: "u"), "sendFile", ["user_id": "u", "url": "https://f.example/a"])
    }

    @Test func writesGetDestinations() {
        expect(LiveTexRequest(.checkOperators, userID: "u"), "getDestinations", nil)
        expect(.destinations, "getDestinations", nil)
    }

    @Test func writesSelectDestination() {
        let full = Selection(group: group, visitorName: "Иван", attributes: ["номер_заявки": "705"])
        let body: JSON = [
            "user_id": "u", "destination_type": "Department", "destination_id": "70001", "name": "Иван",
            "attributes": ["номер_заявки": "705"],
        ]
        expect(LiveTexRequest(.select(full), userID: "u"), "selectDestination", body)
        expect(LiveTexRequest(.reselect(full), userID: "u"), "selectDestination", body)
        expect(
            LiveTexRequest(.select(Selection(group: group, visitorName: nil, attributes: [:])), userID: "u"),
            "selectDestination",
            ["user_id": "u", "destination_type": "Department", "destination_id": "70001"])
    }

    @Test func writesGetCurrentDestination() {
        expect(.currentDestination(userID: "u"), "getCurrentDestination", ["user_id": "u"])
    }

    @Test func writesGetHistory() {
        expect(
            .history(userID: "u", .after("m1"), limit: 100), "getHistory",
            ["user_id": "u", "limit": 100, "message_id": "m1", "chunk": "After"])
        expect(
            .history(userID: "u", .before("m1"), limit: 100), "getHistory",
            ["user_id": "u", "limit": 100, "message_id": "m1", "chunk": "Before"])
        expect(.history(userID: "u", .newest, limit: 20), "getHistory", ["user_id": "u", "limit": 20])
    }

    /// Behaviour 4: the address is registered, and can be read back.
    @Test func writesSetWebhookAndGetWebhookSettings() {
        let url = "https://bridge.example.com/hooks/livetex/support"
        expect(
            .setWebhook(url: url, key: "s3cret", types: nil), "setWebhook",
            [
                "url": .string(url), "webhook_key": "s3cret",
            ])
        expect(
            .setWebhook(url: url, key: "s3cret", types: LiveTexWebhook.usedTypes), "setWebhook",
            [
                "url": .string(url), "webhook_key": "s3cret",
                "webhook_event_types": [
                    "MessageDelivered", "TextMessage", "FileMessage", "SelectDestination", "Closed", "HoldMessage",
                ],
            ])
        expect(.webhookSettings, "getWebhookSettings", nil)
    }
}
