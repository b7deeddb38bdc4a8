import Outbound
import Testing

/// Signatures, compared with the test vector of the specification's own libraries.
@Suite struct StandardWebhooksTests {
    private let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    private let id = "msg_p5jXN8AQM9LWM0D4loKWxJek"
    private let time: Int64 = 1_614_265_330
    private let body = Array(#"{"test": 2432232314}"#.utf8)
    private let signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="

    private func verify(
        id: String? = nil, timestamp: String? = nil, signatures: String? = nil, body: [UInt8]? = nil,
        secrets: [String]? = nil, now: Int64? = nil
    ) -> Bool {
        StandardWebhooks.verify(
            id: id ?? self.id, timestamp: timestamp ?? String(time), signatures: signatures ?? signature,
            body: body ?? self.body, secrets: secrets ?? [secret], now: now ?? time)
    }

    @Test func signsAsTheTestVector() {
        #expect(StandardWebhooks.signature(id: id, timestamp: time, body: body, secret: secret) == signature)
        let bare = String(secret.dropFirst("whsec_".count))
        #expect(StandardWebhooks.signature(id: id, timestamp: time, body: body, secret: bare) == signature)
        #expect(StandardWebhooks.signature(id: id, timestamp: time, body: body, secret: "whsec_no base64!") == nil)
    }

    @Test func acceptsThePublishedSignatureAmongOthers() {
        #expect(verify())
        #expect(verify(signatures: "v1,AAAA \(signature) v2,else"))
        #expect(verify(secrets: ["whsec_b3RoZXI=", secret]))
    }

    @Test(arguments: [-300, 300]) func toleratesFiveMinutes(offset: Int64) {
        #expect(verify(now: time + offset))
        #expect(!verify(now: time + offset + offset.signum()))
    }

    @Test func refusesAChangedRequest() {
        #expect(!verify(id: "msg_other"))
        #expect(!verify(timestamp: String(time + 1)))
        #expect(!verify(timestamp: "now"))
        #expect(!verify(timestamp: "9223372036854775807"))
        #expect(!verify(timestamp: "-9223372036854775808"))
        #expect(!verify(body: body + [0x20]))
        #expect(!verify(signatures: ""))
        #expect(!verify(signatures: String(signature.dropFirst(3))))
        #expect(!verify(signatures: "v2," + signature.dropFirst(3)))
        #expect(!verify(secrets: ["whsec_b3RoZXI="]))
        #expect(!verify(secrets: []))
    }
}
