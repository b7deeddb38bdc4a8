import Cryptography
import JSON
import Testing

@testable import Dialog

/// LiveTex's `user_id` of a dialog.
@Suite struct UserIDTests {
    @Test(
        arguments: [
            (49, 30400, "49:30400"), ("sales", "lead_1-x", "sales:lead_1-x"), (49, "30400", "49:30400"),
            (-1, 0, "-1:0"),
            (49, "007", "49:007"),
            ("a", .string(String(repeating: "z", count: 31)), "a:" + String(repeating: "z", count: 31)),
            ("h", 5, "h:5"),
        ] as [(JSON, JSON, String)])
    func keepsPlainIDs(bot: JSON, lead: JSON, userID: String) {
        #expect(Party(botID: bot, leadID: lead).userID == userID)
    }

    @Test(
        arguments: [
            (49, "иван"), (49, "a:b"), (49, "a b"), (49, ""), ("", 1), (49, .string(String(repeating: "z", count: 32))),
            (49, "a.b"),
            ("a/b", 1),
        ] as [(JSON, JSON)])
    func hashesIDsThatDoNotFit(bot: JSON, lead: JSON) {
        func text(_ id: JSON) -> String { id.string ?? id.int.map { String($0) } ?? "" }
        let userID = Party(botID: bot, leadID: lead).userID
        #expect(userID == "h:\(Digest128(of: text(bot), text(lead)))")
        #expect(userID.utf8.count == 34)
        #expect(Party(userID: userID) == nil)
    }

    @Test func hashesKeepTheTwoIDsApart() {
        #expect(Party(botID: "a:b", leadID: "c").userID != Party(botID: "a", leadID: "b:c").userID)
    }

    @Test(
        arguments: [
            ("49:30400", 49, 30400), ("sales:lead_1-x", "sales", "lead_1-x"), ("49:007", 49, "007"),
            ("49:-0", 49, "-0"),
            ("-5:9223372036854775807", -5, 9_223_372_036_854_775_807),
            ("49:9223372036854775808", 49, "9223372036854775808"),
        ] as [(String, JSON, JSON)])
    func aUserIDIsReadBack(userID: String, bot: JSON, lead: JSON) {
        #expect(Party(userID: userID) == Party(botID: bot, leadID: lead))
        #expect(Party(userID: userID)?.userID == userID)
    }

    @Test(arguments: [
        "", "49", "49:", ":1", "49:1:2", "49:иван", "h:0123456789abcdef0123456789abcdef", "h:5", "49: 1", "49:+1",
    ])
    func otherTextsAreNoUserIDs(userID: String) {
        #expect(Party(userID: userID) == nil)
    }
}
