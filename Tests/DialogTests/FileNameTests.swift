import Testing

@testable import Dialog

/// Names and addresses of files: an operator's app tells the kind of a file by its name.
@Suite struct FileNameTests {
    private typealias Kind = File.Kind

    @Test(
        arguments: [
            ("a.JPG", "https://f.example/x", .image), ("Фото #1.jpg", "https://f.example/u/1?sig=a", .image),
            ("Почему так?.png", "https://f.example/x", .image), ("ролик #2.mp4", "https://f.example/x", .video),
            ("a.opus", "https://f.example/x", .voice), ("a.mp3", "https://f.example/x", .audio),
            ("a.pdf", "https://f.example/x.png", .image), ("Фото", "https://f.example/x.webp?y=.pdf", .image),
            ("jpg", "https://f.example/x", .file), ("", "https://f.example/x", .file),
            (".png", "https://f.example/x", .file),
            (nil, "https://f.example/a.gif?x=.pdf", .image), (nil, "https://f.example/a%2Epng#.pdf", .image),
            (nil, "https://f.example/", .file),
        ] as [(String?, String, File.Kind)])
    func tellsTheKindFromTheNameOrElseTheAddress(name: String?, address: String, kind: File.Kind) {
        #expect(File.Kind(name: name, address: address) == kind)
    }

    @Test(
        arguments: [
            ("https://f.example/dir/a.png", "a.png"), ("https://f.example/dir/a.png?sig=/x.y#z", "a.png"),
            ("https://f.example/d/%D0%94%D0%BE%D0%B3%D0%BE%D0%B2%D0%BE%D1%80%20%E2%84%961.pdf", "Договор №1.pdf"),
            ("https://f.example/a%2Fb%5Cc%00%0a%7f.pdf", "a%2Fb%5Cc%00%0a%7f.pdf"),
            ("https://f.example/%ff.pdf", "%ff.pdf"),
            ("https://f.example/100%.pdf", "100%.pdf"), ("https://f.example/%", "%.jpg"),
            ("https://f.example/dir/", "image.jpg"),
            ("https://f.example", "image.jpg"), ("https://f.example?file=a.png", "image.jpg"),
            ("https://f.example/%20", "image.jpg"),
        ] as [(String, String)])
    func namesAFileAfterItsAddress(url: String, name: String) {
        #expect(File(kind: .image, url: url).fileName == name)
    }

    @Test(
        arguments: [
            (nil, "AgACAgIAAx", .image, "image/jpeg", "AgACAgIAAx.jpg"),
            (nil, "voice_17", .voice, "audio/ogg", "voice_17.ogg"),
            ("Фото", "x.webp", .image, "image/webp", "Фото.webp"), ("Фото", "x.webp", .image, nil, "Фото.webp"),
            ("Фото", "x", .image, nil, "Фото.jpg"), (nil, "x", .video, nil, "x.mp4"), (nil, "x", .audio, nil, "x.mp3"),
            (nil, "x", .file, nil, "x"), (nil, "", .file, "application/pdf", "file.pdf"), (nil, "", .file, nil, nil),
            ("Отчёт 1.2", "x", .file, "Application/PDF; charset=utf-8", "Отчёт 1.2.pdf"),
            ("Отчёт 1.2", "x", .file, nil, "Отчёт 1.2"),
            ("a.parquet", "x", .file, "application/octet-stream", "a.parquet"), ("a.raw", "x", .image, nil, "a.raw"),
            ("a.png", "x", .image, "image/jpeg", "a.png"), ("a.", "x", .image, "image/png", "a..png"),
        ] as [(String?, String, File.Kind, String?, String?)])
    func aNameWithoutAnExtensionGetsOne(name: String?, path: String, kind: File.Kind, mime: String?, expected: String?)
    {
        #expect(File(kind: kind, url: "https://f.example/\(path)", name: name, mime: mime).fileName == expected)
    }

    @Test(
        arguments: [
            ("https://f.example/a?b=c#d", "https://f.example/a?b=c#d"), ("HTTPS://f.example/A", "https://f.example/A"),
            (" http://f.example \n", "http://f.example"),
            ("https://f.example/вид 1.png", "https://f.example/%D0%B2%D0%B8%D0%B4%201.png"),
            ("https://f.example/%D0%B2%20", "https://f.example/%D0%B2%20"),
            ("https://пример.рф", "https://%D0%BF%D1%80%D0%B8%D0%BC%D0%B5%D1%80.%D1%80%D1%84"),
            ("https://f.example/a\u{a0}b", "https://f.example/a%C2%A0b"), ("https://f.example/a\tb", nil),
            ("https://f ex/a", nil),
            ("ftp://f.example", nil), ("https:/f.example", nil), ("https://", nil), ("https://?a", nil),
            ("//f.example", nil),
            ("f.example", nil), ("", nil),
        ] as [(String, String?)])
    func anAddressIsMadeFetchable(text: String, address: String?) {
        #expect(FileAddress.clean(text) == address)
    }
}
