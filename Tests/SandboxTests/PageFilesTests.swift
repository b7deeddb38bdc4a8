import JSON
import POSIX
import TestSupport
import Testing

@testable import Sandbox

/// The page's files, and the files that people send.
@Suite struct PageFilesTests {
    /// Every file of the folder is in the program and has a strict policy.
    @Test func everyFileIsServed() async throws {
        let files = try FileSystem.list("\(Programs.repository)/Sources/Sandbox/Page")
        #expect(files.count > 10)
        try await withSandbox { _, wire in
            for file in files.filter({ $0 != "index.html" }) + [""] {
                let answer = try await wire.request("GET /\(file)")
                #expect(answer.hasPrefix("HTTP/1.1 200 "), "\(file)")
                #expect(
                    answer.contains("\r\nContent-Security-Policy: default-src 'none'; script-src 'self';"), "\(file)")
                #expect(answer.contains("\r\nX-Content-Type-Options: nosniff\r\n"), "\(file)")
            }
        }
    }

    /// The policy forbids them, so a part that needs one would silently not work.
    @Test func noFileHasInlineScriptsStylesOrForeignAddresses() throws {
        let folder = "\(Programs.repository)/Sources/Sandbox/Page"
        for file in try FileSystem.list(folder) {
            let text = String(decoding: try FileSystem.read("\(folder)/\(file)"), as: UTF8.self)
            for word in [
                "innerHTML", "outerHTML =", "insertAdjacentHTML", "document.write", "eval(", "https://", " style=\"",
            ] {
                #expect(!text.contains(word), "\(file): \(word)")
            }
            if file.hasSuffix(".html") { #expect(!text.contains("<style") && !text.contains("onclick")) }
        }
    }

    @Test func anotherHostsNameIsRefused() async throws {
        try await withSandbox { _, wire in
            let answer = try await wire.exchange(
                "GET /sandbox HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 403 "))
        }
    }

    @Test func keepsFilesAndDropsTheOldest() throws {
        let shelf = FileShelf()
        let picture = shelf.add(FileShelf.File(name: "a.PNG", bytes: [1]))
        guard case .answer(let answer) = shelf.answer(picture) else { return }
        #expect(answer.status == 200 && answer.body == [1])
        #expect(answer.headers.contains { $0 == ("Content-Type", "image/png") })
        let large = [UInt8](repeating: 0, count: FileShelf.largestFile)
        for _ in 0...FileShelf.capacity / FileShelf.largestFile {
            _ = shelf.add(FileShelf.File(name: "b", bytes: large))
        }
        guard case .answer(let gone) = shelf.answer(picture) else { return }
        #expect(gone.status == 404)
    }

    /// What a browser may run is never shown inside the page's origin.
    @Test(arguments: ["a.html", "a.svg", "a.js", "a.xhtml", "a", "a.png.html"]) func onlyMediaIsShown(name: String) {
        #expect(FileShelf.type(of: name) == nil && FileShelf.kind(of: name) == "file")
    }

    @Test(arguments: [("a.jpg", "image"), ("a.webm", "video"), ("a.mp3", "audio"), ("voice.ogg", "voice")])
    func knowsTheKind(name: String, kind: String) {
        #expect(FileShelf.kind(of: name) == kind)
    }
}
