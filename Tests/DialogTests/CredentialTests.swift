import Dialog
import Testing

/// Which addresses hold a credential.
@Suite struct CredentialTests {
    @Test(arguments: [
        "https://api.telegram.org/file/bot123:AAF-x_y/photos/file_1.jpg", "http://127.0.0.1:8081/file/bot1:a/x",
        "https://api.telegram.org/file/bot123%3AAAF/photos/file_1.jpg", "https://api.telegram.org/file/bot1:a",
        "https://user:password@f.example/a.png", "https://user@f.example/a.png", "https://:p@f.example",
        "https://f.example/a?token=x", "https://f.example/a?b=1&TOKEN=x#c", "https://f.example?access_token=x",
        "https://f.example/a?b;auth-token=x", "https://f.example/a?%74oken=x", "https://f.example/a?api_key=x",
        "https://f.example/a?apikey", "https://f.example/a?password=x",
    ])
    func itHasOne(address: String) { #expect(FileAddress.hasCredential(address)) }

    @Test(arguments: [
        "https://f.example/a.png", "https://f.example/@user/a.png", "https://f.example/a?mail=a@b",
        "https://f.example/a#token=x", "https://f.example/token=x", "https://f.example/a?tokens=2",
        "https://f.example/botanic/1:2.png", "https://f.example/bot:x/a", "https://f.example/bot12/a",
        "https://f.example/a?X-Amz-Signature=x&X-Amz-Security-Token=y", "https://f.example/a?sig=x&se=2026",
        "https://sun9-1.userapi.com/a.jpg?size=1x1&sign=abc", "f.example/a?token=x", "",
    ])
    func itHasNone(address: String) { #expect(!FileAddress.hasCredential(address)) }
}
