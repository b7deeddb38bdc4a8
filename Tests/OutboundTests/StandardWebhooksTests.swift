import ChannelBundle
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
        keys: [String]? = nil, now: Int64? = nil
    ) throws -> Bool {
        try StandardWebhooks.verify(
            id: id ?? self.id, timestamp: timestamp ?? String(time), signatures: signatures ?? signature,
            body: body ?? self.body, keys: (keys ?? [secret]).map { try SigningKey($0) }, now: now ?? time)
    }

    @Test func signsAsTheTestVector() throws {
        let key = try SigningKey(secret)
        #expect(StandardWebhooks.signature(id: id, timestamp: time, body: body, key: key) == signature)
    }

    @Test func acceptsThePublishedSignatureAmongOthers() throws {
        #expect(try verify())
        #expect(try verify(signatures: "v1,AAAA \(signature) v2,else"))
        #expect(try verify(keys: ["whsec_b3RoZXJvdGhlcm90aGVyb3RoZXJvdGhlcg==", secret]))
    }

    @Test(arguments: [-300, 300]) func toleratesFiveMinutes(offset: Int64) throws {
        #expect(try verify(now: time + offset))
        #expect(try !verify(now: time + offset + offset.signum()))
    }

    @Test func refusesAChangedRequest() throws {
        #expect(try !verify(id: "msg_other"))
        #expect(try !verify(timestamp: String(time + 1)))
        #expect(try !verify(timestamp: "now"))
        #expect(try !verify(timestamp: "9223372036854775807"))
        #expect(try !verify(timestamp: "-9223372036854775808"))
        #expect(try !verify(body: body + [0x20]))
        #expect(try !verify(signatures: ""))
        #expect(try !verify(signatures: String(signature.dropFirst(3))))
        #expect(try !verify(signatures: "v2," + signature.dropFirst(3)))
        #expect(try !verify(keys: ["whsec_b3RoZXJvdGhlcm90aGVyb3RoZXJvdGhlcg=="]))
        #expect(try !verify(keys: []))
    }
}
