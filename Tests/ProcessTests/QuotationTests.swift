import ChannelBundle
import FlatFileStore
import JSON
import POSIX
import Record
import Store
import TestSupport
import Testing

/// A LiveTex that refuses everything and quotes the request, as its codes 5 and 9 do in part. The access key is in the
/// address, and the webhook key and the dialog's texts are in the body. `finish` and `TemporaryDirectory` search for
/// secrets.
@Suite struct QuotationTests {
    private static let text = "passport 4509 123456"

    private static func receiver(_ peer: QuotingPeer) throws -> Receiver {
        try Receiver { binding in
            binding.api.url = "http://127.0.0.1:\(peer.port)"
            binding.allowPrivate = ["127.0.0.1"]
        }
    }

    /// Secrets with characters that addresses and JSON write in another form.
    private static func strangeSecrets(_ receiver: inout Receiver) {
        receiver.environment["TOKEN"] = MarkedSecret.make(#"ключ/"+%25\ 🔑"#)
        receiver.environment["KEY"] = MarkedSecret.make(#"k/"\é"#)
    }

    @Test(arguments: [false, true])
    func liveTexsWordsAreInTheDeadLetterAndNotInTheLog(isStrange: Bool) async throws {
        let peer = try QuotingPeer()
        var receiver = try Self.receiver(peer)
        if isStrange { Self.strangeSecrets(&receiver) }
        let event = Receiver.event(data: ["message": ["id": "m1", "text": .string(Self.text)]])
        #expect(try await receiver.post("/bot/support", event).status == 200)
        let courier = Subprocess(try Programs.path("livetex-courier"), ["--once"], environment: receiver.environment)
        let log = try await courier.finish().errorText
        #expect(log.contains(#""detail":"LiveTex answered 400, error code 9 (the data is not valid)""#), "\(log)")
        #expect(!log.contains("passport"))
        let letters = try FlatFileStore(StateDirectory(receiver.directory("state")), allowing: [.tmpfs]).deadLetters()
        let reason = try #require(letters.first?.content["reason"]?.string)
        #expect(reason.hasPrefix("LiveTex answered 400, error code 9 (the data is not valid): Invalid data: "))
        #expect(reason.contains("/1.2/sendText?key=*** with body "))
        #expect(reason.contains(Self.text))
        for command in [["list"], ["list", "--format", "json"], ["show", letters[0].id]] {
            let bridge = Subprocess(
                try Programs.path("livetex-bridge"), ["dead-letters"] + command, environment: receiver.environment)
            #expect(try await bridge.finish().outputText.contains("sendText?key=***"))
        }
    }

    @Test(arguments: [false, true])
    func commandsShowLiveTexsWordsWithoutSecrets(isStrange: Bool) async throws {
        let peer = try QuotingPeer()
        var receiver = try Self.receiver(peer)
        if isStrange { Self.strangeSecrets(&receiver) }
        let commands = [
            ["operators", "support"], ["webhook", "show", "support"], ["webhook", "register", "support"], ["doctor"],
        ]
        for command in commands {
            let bridge = Subprocess(try Programs.path("livetex-bridge"), command, environment: receiver.environment)
            let result = try await bridge.finish()
            let shown = result.outputText + result.errorText
            #expect(
                shown.contains("error code 9 (the data is not valid): Invalid data: request"), "\(command): \(shown)")
            #expect(shown.contains("?key=***"))
        }
        let query = Subprocess(
            try Programs.path("livetex-courier"), ["query", "destinations", "support"],
            environment: receiver.environment)
        let log = try await query.finish().errorText
        #expect(log.contains(#""detail":"LiveTex answered 400, error code 9 (the data is not valid)""#), "\(log)")
    }
}

/// A server that answers every request with error code 9 and the whole request as its reason. It ends with the value.
private final class QuotingPeer {
    let port: Int
    private let child: Child
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
        let file = try directory.write(
            """
            import json
            from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
            class Peer(BaseHTTPRequestHandler):
                def log_message(self, *_): pass
                def do_POST(self):
                    body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                    words = "Invalid data: request %s with body %s" % (self.path, body)
                    answer = json.dumps({"success": False, "error_code": 9, "error_message": words}).encode()
                    self.send_response(400)
                    self.send_header("Content-Length", str(len(answer)))
                    self.end_headers()
                    self.wfile.write(answer)
            server = ThreadingHTTPServer(("127.0.0.1", 0), Peer)
            print(server.server_port, flush=True)
            server.serve_forever()
            """, to: "peer.py")
        child = try Subprocess("/usr/bin/python3", [file]).start(withInput: true)
        port = Int(try child.readLine() ?? "") ?? 0
    }

    deinit {
        child.signal(9)
        _ = try? child.wait()
    }
}
