import Cryptography
import Testing

@testable import Dialog

/// The ids of the bridge's events, which follow from their cause (docs/platform-contract.md).
@Suite struct DerivedIDTests {
    private func ids(_ event: Event, on state: State, now: Int64 = Sample.now) -> [String] {
        var dialog = state.dialog
        return reduce(&dialog, event, Sample.rules, now: now).calls.compactMap { queued in
            if case .platform(let call) = queued.call { call.id } else { nil }
        }
    }

    @Test func idsFollowFromLiveTexsEvents() {
        #expect(ids(.read(Sample.anna), on: .waiting) == ["lt:support:joined:w1"])
        #expect(
            ids(.says(Sample.anna, "x"), on: .waiting) == ["lt:support:joined-by-message:w1", "lt:support:message:w1"])
        // A text, a file and a read mark may have the same id at LiveTex.
        let file = OperatorMessage(id: "w1", attachments: [File(kind: .image, url: "https://f.example/a.png")])
        #expect(
            ids(.liveTex(.message(Sample.anna, file)), on: .waiting)
                == ["lt:support:joined-by-file:w1", "lt:support:file:w1"])
        #expect(ids(.says(Sample.anna, "/bot"), on: .anna) == ["lt:support:command:w1"])
        #expect(ids(.liveTex(.hold("x")), on: .bot) == ["lt:support:hold:w1"])
        #expect(ids(.closed(Sample.anna), on: .anna) == ["lt:support:closed:w1", "lt:support:returned:w1"])
    }

    @Test func idsFollowFromThePlatformsEvents() {
        #expect(ids(.checked(Sample.group, online: true), on: .checkingPendingSaid) == ["r1:notice", "r1:result"])
        #expect(ids(.checkRefused, on: .checkingPendingSaid) == ["r1:result"])
        #expect(ids(.selectRefused, on: .selectSent) == ["r1:result"])
        #expect(ids(.cancel(by: .lead), on: .anna) == ["e1:returned"])
        #expect(ids(.clock, on: .waiting, now: Sample.now + 60_000) == ["r1:timeout:notice", "r1:timeout"])
    }

    @Test func idsThatBreakTheRuleAreHashed() {
        let strange = "msg 1/Ж"
        #expect(
            DerivedID.liveTex(binding: "b", kind: "message", id: strange)
                == "h:\(Digest128(of: "lt:b:message:\(strange)"))")
        let long = String(repeating: "x", count: 128)
        #expect(DerivedID.platform(long, "notice") == "h:\(Digest128(of: "\(long):notice"))")
        #expect(DerivedID.platform(long, "notice") != DerivedID.platform(long, "result"))
        let fitting = String(repeating: "x", count: 121)
        #expect(DerivedID.platform(fitting, "notice") == "\(fitting):notice")
        for id in [DerivedID.platform(long, "notice"), DerivedID.liveTex(binding: "b", kind: "k", id: strange)] {
            #expect(EventID.isValid(id))
        }
    }

    @Test(arguments: [
        ("a", true), ("01JD9Q0V6T3W8K4Z5B2N7M1C9X", true), ("A.z_0:9-", true), ("", false), ("a b", false),
        ("ж", false),
        ("a\n", false), ("a/b", false), (String(repeating: "a", count: 128), true),
        (String(repeating: "a", count: 129), false),
    ])
    func tellsValidIDsFromOthers(id: String, isValid: Bool) {
        #expect(EventID.isValid(id) == isValid)
    }

    @Test func anOperatorsWordsHaveLiveTexsTime() {
        for (event, expected) in [
            (Event.says(Sample.anna, "x"), 7_000), (.says(Sample.anna, "/bot"), 7_000),
            (.says(Sample.anna, "x", at: nil), 123),
            (.liveTex(.hold("x")), 123),
        ] as [(Event, Int64)] {
            var dialog = State.anna.dialog
            let calls = reduce(&dialog, event, Sample.rules, now: 123).calls
            guard case .platform(let call) = calls.last?.call else { continue }
            #expect(call.time == expected)
        }
    }

    @Test func eventsHaveTheBridgesTime() {
        var dialog = State.anna.dialog
        let decision = reduce(&dialog, .closed(Sample.anna), Sample.rules, now: 123)
        let times = decision.calls.compactMap { queued in
            if case .platform(let call) = queued.call { call.time } else { nil }
        }
        #expect(times == [123, 123])
    }
}
