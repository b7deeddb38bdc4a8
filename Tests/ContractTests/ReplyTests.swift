import Dialog
import JSON
import Platform
import TestSupport
import Testing

@testable import Receiver

/// The bridge's replies, as the page and the schema show them.
@Suite struct ReplyTests {
    private static let group = OperatorGroup(id: "70001", name: "Продажи")
    private static let nobody = Script(type: .noOperators, code: "nobody_there")
    private static let rules = DialogRules(binding: "support", botHeader: "", leadHeader: "")

    private static func check(_ status: OperatorsStatus, _ rules: DialogRules = rules) -> JSON {
        ["id": "01JD9Q0V6T3W8K4Z5B2N7M1CA1", "status": "accepted", "data": status.wire(rules)]
    }

    /// The replies of the page's examples, in their order.
    private static let shown: [JSON] = [
        WebhookReply.handled("01JD9Q0V6T3W8K4Z5B2N7M1C9X", .accepted, isDuplicate: false).body,
        WebhookReply.handled("01JD9Q0V6T3W8K4Z5B2N7M1C9X", .accepted, isDuplicate: true).body,
        WebhookReply.handled("01JD9Q0V6T3W8K4Z5B2N7M1C9X", .ignored(.alreadyTransferred), isDuplicate: false).body,
        WebhookReply.error(.invalidEvent(field: "data.message.text", "must be a string, not an array")).body,
        check(OperatorsStatus(group: group, isOnline: true)),
        WebhookReply.handled("01JD9Q0V6T3W8K4Z5B2N7M1CA2", .outcome(.transferred(group)), isDuplicate: false).body,
        WebhookReply.handled("01JD9Q0V6T3W8K4Z5B2N7M1CA2", .outcome(.noOperators(group, nobody)), isDuplicate: false)
            .body,
        WebhookReply.handled("01JD9Q0V6T3W8K4Z5B2N7M1CA2", .outcome(.pending), isDuplicate: false).body,
    ]

    private static let problems: [WebhookProblem] = [
        .notFound(path: "/x"), .methodNotAllowed("GET"), .lengthRequired, .tooLarge(limit: 1),
        .incomplete(expected: 2, received: 1),
        .unauthorized("x"), .unknownBinding("x"), .invalidJSON("x"), .invalidEvent(field: "", "x"),
        .invalidEvent(field: "data", "x"), .unsupportedVersion(2), .idConflict("x"), .unavailable("x"),
    ]

    @Test func everyExampleOfThePageIsWhatTheCodeAnswers() throws {
        #expect(try Contract.examples("reply") == Self.shown)
    }

    @Test func theSchemaAcceptsEveryReply() throws {
        var rules = Self.rules
        rules.scripts = [.transferOffline: "later"]
        var replies = Self.shown + Self.problems.map { WebhookReply.error($0).body }
        replies += IgnoreReason.allCases.map { WebhookReply.handled("x", .ignored($0), isDuplicate: true).body }
        replies += [TransferOutcome.failed, .noOperators(nil, Script(type: .noOperators))].map {
            WebhookReply.handled("x", .outcome($0), isDuplicate: true).body
        }
        replies.append(Self.check(OperatorsStatus(group: nil, isOnline: false), rules))
        for (reply, answer) in zip(replies, try Contract.accepts(replies, as: "reply")) {
            #expect(answer, "\(reply.text())")
        }

        let wrong: [JSON] = Self.shown.flatMap { reply in reply.paths.map { reply.changing($0, to: [1]) } }
        for (reply, answer) in zip(wrong, try Contract.accepts(wrong, as: "reply")) {
            #expect(!answer, "\(reply.text())")
        }
    }

    /// The page's table has every status with its code.
    @Test func thePageNamesEveryRefusal() throws {
        let page = try Contract.page().text
        for problem in Self.problems {
            #expect(page.contains("`\(problem.status) \(problem.code)`"), "\(problem.status) \(problem.code)")
            #expect(WebhookReply.error(problem).status == problem.status)
            #expect((WebhookReply.error(problem).retryAfter != nil) == (problem.status == 503))
        }
        for reason in IgnoreReason.allCases { #expect(page.contains("`\(reason.rawValue)`")) }
    }
}
