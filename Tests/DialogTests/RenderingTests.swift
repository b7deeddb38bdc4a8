import Testing

@testable import Dialog

/// The platform's messages as LiveTex shows them (behaviours 9 and 11 to 15).
@Suite struct RenderingTests {
    private func rendered(_ message: Message, from speaker: Speaker = .bot, _ rules: DialogRules = Sample.rules)
        -> [String]
    {
        rules.rendering(message, from: speaker).map { Call.liveTex($0).summary }
    }

    private var withoutHeaders: DialogRules {
        var rules = Sample.rules
        rules.botHeader = ""
        rules.leadHeader = ""
        return rules
    }

    @Test func putsTheSpeakersHeaderAboveTheText() {
        #expect(rendered(Message(text: "Привет"), from: .lead) == ["sendText 🙂 Клиент⏎Привет"])
        #expect(rendered(Message(text: "Привет"), from: .bot) == ["sendText 🤖 Бот⏎Привет"])
        #expect(Sample.rules.rendering(choice: "about_us") == [.sendText("🙂 Клиент\nabout_us")])
    }

    @Test func leavesOutAnEmptyHeaderWithItsLineBreak() {
        #expect(rendered(Message(text: "Привет"), from: .lead, withoutHeaders) == ["sendText Привет"])
        #expect(withoutHeaders.rendering(choice: "about_us") == [.sendText("about_us")])
    }

    @Test func keepsTheTextAsItWasWritten() {
        #expect(
            rendered(Message(text: "  один\n\nдва  <b>&amp;</b>\t")) == ["sendText 🤖 Бот⏎  один⏎⏎два  <b>&amp;</b>\t"])
    }

    @Test func writesAMenuAsLines() {
        let menu = [MenuItem(code: "1", label: "О нас"), MenuItem(code: "2", label: "Цены")]
        #expect(rendered(Message(text: "Выберите:", menu: menu)) == ["sendText 🤖 Бот⏎Выберите:⏎1. О нас⏎2. Цены"])
        #expect(rendered(Message(menu: menu)) == ["sendText 🤖 Бот⏎1. О нас⏎2. Цены"])
    }

    @Test func leavesOutHiddenItemsAndHiddenCodes() {
        let menu = [
            MenuItem(code: "1", label: "О нас", isHidden: true), MenuItem(code: "2", label: "Цены", hidesCode: true),
            MenuItem(code: "3", label: "Адрес"), MenuItem(code: "4", label: "Тайна", hidesCode: true, isHidden: true),
        ]
        #expect(rendered(Message(menu: menu)) == ["sendText 🤖 Бот⏎Цены⏎3. Адрес"])
    }

    @Test func sendsNothingForAMenuOfHiddenItemsAlone() {
        let hidden = [MenuItem(code: "1", label: "О нас", isHidden: true)]
        #expect(rendered(Message(menu: hidden)) == [])
        #expect(rendered(Message(text: "", menu: hidden)) == [])
        #expect(rendered(Message(text: "Привет", menu: hidden)) == ["sendText 🤖 Бот⏎Привет"])
    }

    /// The message says that there was a file, by its name and never by its address.
    @Test func aFileWhoseAddressHoldsACredentialIsNamedOnly() {
        let secret = "https://api.telegram.org/file/bot123:AAsecret/photos/file_1.jpg"
        let message = Message(
            text: "Смотрите",
            attachments: [
                File(kind: .image, url: secret), File(kind: .file, url: "https://f.example/b.pdf"),
                File(kind: .file, url: "https://f.example/c?token=AAsecret", name: "прайс.pdf"),
            ])
        #expect(
            rendered(message, from: .lead) == [
                "sendText 🙂 Клиент⏎Смотрите⏎📎 image⏎📎 прайс.pdf", "sendFile https://f.example/b.pdf name=b.pdf",
            ])
        #expect(rendered(Message(attachments: [File(kind: .voice, url: secret)])) == ["sendText 🤖 Бот⏎📎 voice"])
        var rules = Sample.rules
        rules.passesSecretAddresses = true
        #expect(
            rendered(Message(attachments: [File(kind: .image, url: secret)]), from: .lead, rules) == [
                "sendFile \(secret) name=file_1.jpg comment=🙂 Клиент"
            ])
    }

    @Test func sendsTheFilesInOrderAfterTheText() {
        let message = Message(
            text: "Прайс",
            attachments: [
                File(kind: .image, url: "https://f.example/a.png", name: "вид.png", size: 12),
                File(kind: .file, url: "https://f.example/b.pdf"),
            ])
        #expect(
            rendered(message) == [
                "sendText 🤖 Бот⏎Прайс", "sendFile https://f.example/a.png name=вид.png size=12",
                "sendFile https://f.example/b.pdf name=b.pdf",
            ])
    }

    @Test func putsTheHeaderIntoTheFirstFilesCommentWhenThereIsNoText() {
        let files = [
            File(kind: .video, url: "https://f.example/a.mp4"), File(kind: .voice, url: "https://f.example/b.ogg"),
        ]
        #expect(
            rendered(Message(attachments: files), from: .lead) == [
                "sendFile https://f.example/a.mp4 name=a.mp4 comment=🙂 Клиент",
                "sendFile https://f.example/b.ogg name=b.ogg",
            ])
        #expect(
            rendered(Message(text: "", menu: [MenuItem(code: "1", label: "x", isHidden: true)], attachments: files))
                .first
                == "sendFile https://f.example/a.mp4 name=a.mp4 comment=🤖 Бот")
        #expect(
            rendered(Message(attachments: files), from: .lead, withoutHeaders).first
                == "sendFile https://f.example/a.mp4 name=a.mp4")
    }

    @Test func refusedFilesBecomeTextsWithTheirAddress() throws {
        let message = Message(text: "Прайс", attachments: [File(kind: .file, url: "https://f.example/b.pdf")])
        let file = try #require(Sample.rules.rendering(message, from: .bot).last)
        for state in State.allCases {
            #expect(
                outcome(of: .result(file, 7, .refused), on: state.dialog)
                    == ["instead of #7: sendText 🤖 Бот⏎https://f.example/b.pdf"])
        }
        let bare = try #require(withoutHeaders.rendering(message, from: .bot).last)
        #expect(
            outcome(of: .result(bare, 7, .refused), on: State.bot.dialog)
                == ["instead of #7: sendText https://f.example/b.pdf"])
    }

    @Test func aRefusedTextIsNotSentInAnotherForm() {
        #expect(outcome(of: .result(.sendText("x"), 7, .refused), on: State.bot.dialog) == [])
    }

    @Test func longTextsKeepTheirHeaderAndLoseNothing() {
        let text = String(repeating: "слово ", count: 2_000)
        let calls = Sample.rules.rendering(Message(text: text), from: .lead)
        let parts = calls.compactMap { call in if case .sendText(let part) = call { part } else { nil } }
        #expect(parts.count == 4)
        #expect(parts.allSatisfy { $0.utf16.count <= TextSplitter.limit })
        #expect(parts.joined() == "🙂 Клиент\n" + text)
    }

    @Test func whatCannotBeSeenIsNotSent() {
        #expect(rendered(Message(text: " \n\u{200b}")) == [])
        let menu = [MenuItem(code: "1", label: " "), MenuItem(code: "2", label: "", hidesCode: true)]
        #expect(rendered(Message(text: " ", menu: menu)) == ["sendText 🤖 Бот⏎1"])
        let file = File(kind: .image, url: "https://f.example/a.png")
        #expect(
            rendered(Message(text: " ", attachments: [file])) == [
                "sendFile https://f.example/a.png name=a.png comment=🤖 Бот"
            ])
    }
}
