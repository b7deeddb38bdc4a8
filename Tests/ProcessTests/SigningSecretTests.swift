import Cryptography
import FlatFileStore
import JSON
import POSIX
import Store
import TestSupport
import Testing

/// A signing secret without a usable key: with an empty one everyone could sign, and with text that is not base64 no event would
/// ever be right.
@Suite struct SigningSecretTests {
    private static func receiver(_ secret: String) throws -> Receiver {
        var receiver = try Receiver { $0.platform.signingSecrets = [.environment("SIGN")] }
        receiver.environment["SIGN"] = secret
        return receiver
    }

    /// Posts an event that is signed with a key.
    private static func post(_ receiver: Receiver, key: [UInt8]) async throws -> Receiver.Reply {
        let (body, time) = (Receiver.event(), String(Clock.wall() / 1000))
        let signature = base64(hmacSHA256(key: key, message: Array("e1.\(time).\(body)".utf8)))
        return try await receiver.post(
            "/bot/support", body,
            [
                "HTTP_WEBHOOK_ID": "e1", "HTTP_WEBHOOK_TIMESTAMP": time, "HTTP_WEBHOOK_SIGNATURE": "v1,\(signature)",
            ])
    }

    @Test(arguments: [
        ("whsec_", "has a key of 0 bytes"), ("whsec_AAAA", "has a key of 3 bytes"), ("hunter2!", "is not base64"),
    ])
    func anUnusableSecretIsNamedAndSignsNothing(secret: String, problem: String) async throws {
        let receiver = try Self.receiver(secret)
        let named = "the signing secret at $SIGN \(problem)"
        for key in [[], [UInt8](repeating: 0, count: 3)] {
            let reply = try await Self.post(receiver, key: key)
            #expect(reply.status == 503 && reply.log.first?["detail"]?.string?.contains(named) == true, "\(reply)")
        }
        #expect(try await receiver.post("/livetex/support", Receiver.webhook()).status == 200)
        let doctor = try await Subprocess(
            Programs.path("livetex-bridge"), ["doctor"], environment: receiver.environment
        ).finish()
        #expect(doctor.ending == .exited(4) && doctor.outputText.contains(named), "\(doctor.outputText)")
    }

    @Test func aUsableSecretVerifies() async throws {
        let key = Array("0123456789abcdef01234567".utf8)
        let receiver = try Self.receiver("whsec_" + base64(key))
        #expect(try await Self.post(receiver, key: key).status == 200)
        #expect(try await Self.post(receiver, key: []).status == 401)
    }
}
