/// An event of the platform, for tests that need any event.
enum SampleEvent {
    static let text = """
        {"v":1,"id":"1","type":"lead.message","ts":"2026-11-23T08:00:00.000Z","bot_id":49,\
        "lead":{"id":1,"channel":"telegram"},"data":{"message":{"id":"1","text":"x"}}}
        """
}
