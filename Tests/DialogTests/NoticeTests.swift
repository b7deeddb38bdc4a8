import Testing

@testable import Dialog

/// The bridge's own texts (behaviours 16 to 19, 27, 29 and 30).
@Suite struct NoticeTests {
    @Test(
        arguments: [
            ("Оператор {operator} подключился к диалогу", "Анна", "Оператор Анна подключился к диалогу"),
            ("{operator}, {operator}!", "Анна", "Анна, Анна!"),
            ("{operator}", "{operator}", "{operator}"),
            ("Без имени", "Анна", "Без имени"),
            // Without a name the placeholder goes, and one blank beside it.
            ("Оператор {operator} подключился к диалогу", nil, "Оператор подключился к диалогу"),
            ("Оператор {operator} подключился", "", "Оператор подключился"),
            ("{operator} подключился", nil, "подключился"),
            ("Вас слушает {operator}", nil, "Вас слушает"),
            ("Вас слушает {operator}.", nil, "Вас слушает."),
            ("Привет!\n{operator} с вами", nil, "Привет!\nс вами"),
            ("  Два  пробела {operator}  остаются ", nil, "  Два  пробела  остаются "),
            ("«{operator}»", nil, "«»"),
            ("{operator}", nil, ""),
        ] as [(String, String?, String)])
    func fillsInTheOperatorsName(template: String, name: String?, text: String) {
        #expect(NoticeTemplates.fill(template, naming: name.map { Operator(id: "501", name: $0) }) == text)
    }

    @Test(
        arguments: [
            (Operator(id: "1", name: "Аня", fullName: "Анна Петрова"), "Анна Петрова (Аня) с вами"),
            (Operator(id: "1", name: "Анна"), "Анна (Анна) с вами"),
            (
                Operator(id: "1", name: "{operator}", fullName: "{operator.full_name}"),
                "{operator.full_name} ({operator}) с вами"
            ),
            (Operator(id: "1", name: ""), "() с вами"), (nil, "() с вами"),
        ] as [(Operator?, String)])
    func fillsInTheFullName(person: Operator?, text: String) {
        #expect(NoticeTemplates.fill("{operator.full_name} ({operator}) с вами", naming: person) == text)
        #expect(NoticeTemplates.fill("{operator.full} {", naming: person) == "{operator.full} {")
    }

    @Test(arguments: Notice.allCases)
    func aDefaultTextUsesOnlyItsOwnPlaceholders(notice: Notice) {
        let words = notice.defaultText.split(separator: "{").dropFirst().map { String($0.prefix { $0 != "}" }) }
        #expect(Set(words).isSubset(of: notice.placeholders.map(\.rawValue)))
        #expect(NoticeTemplates()[notice] == notice.defaultText)
        #expect(notice.summary.hasPrefix(notice.audience == .operators ? "To the operators, " : "To the lead, "))
    }

    @Test func templatesOfTheConfigurationAreUsed() {
        var rules = Sample.rules
        rules.notices[.transferred] = "Transferred"
        rules.notices[.operatorJoined] = "{operator} is here"
        rules.notices[.returnedToBot] = "{operator} has left"
        rules.notices[.timeout] = "Nobody came"
        rules.notices[.cancelled] = "{operator}, the lead has left"
        #expect(
            outcome(of: .checked(Sample.group, online: true), on: State.checking.dialog, rules)
                .contains("notice transferred: Transferred after #10"))
        #expect(
            outcome(of: .read(Sample.anna), on: State.waiting.dialog, rules) == [
                "notice operator_joined (Анна): Анна is here"
            ])
        #expect(
            outcome(of: .closed(Sample.anna), on: State.anna.dialog, rules).first
                == "notice returned_to_bot (Анна): Анна has left")
        #expect(
            outcome(of: .clock, on: State.waiting.dialog, rules, now: Sample.now + 60_000).contains(
                "notice returned_to_bot: Nobody came"))
        #expect(
            outcome(of: .cancel(by: .lead), on: State.anna.dialog, rules).first == "sendText Анна, the lead has left")
    }

    @Test func silencedNoticesAreNotSentAndOtherCallsAre() {
        var rules = Sample.rules
        rules.notices[.transferred] = nil
        rules.notices[.operatorJoined] = nil
        rules.notices[.returnedToBot] = nil
        rules.notices[.timeout] = nil
        rules.notices[.operatorTimeout] = nil
        rules.notices[.cancelled] = nil
        #expect(
            outcome(of: .clock, on: State.annaSilent.dialog, rules, now: .max) == [
                "dialog.returned by timeout (Анна), run return"
            ])
        #expect(
            outcome(of: .checked(Sample.group, online: true), on: State.checkingPendingSaid.dialog, rules) == [
                "selectDestination 70001 name=Иван номер_заявки=705", "transfer.result r1: transferred 70001 after #10",
            ])
        #expect(
            outcome(of: .says(Sample.anna, "x"), on: State.waiting.dialog, rules) == ["operator.message (Анна): x"])
        #expect(
            outcome(of: .closed(Sample.anna), on: State.anna.dialog, rules) == [
                "dialog.returned by operator (Анна), run return"
            ])
        #expect(
            outcome(of: .clock, on: State.waiting.dialog, rules, now: Sample.now + 60_000) == [
                "dialog.returned by timeout, run no_operators"
            ])
        #expect(
            outcome(of: .cancel(by: .lead), on: State.anna.dialog, rules) == [
                "dialog.returned by lead (Анна), run return"
            ])
    }

    @Test func anEmptyNoticeIsNotSent() {
        var rules = Sample.rules
        rules.notices[.returnedToBot] = "{operator}"
        #expect(
            outcome(of: .closed(nil), on: State.anna.dialog, rules) == ["dialog.returned by operator, run return"])
        #expect(outcome(of: .liveTex(.hold("")), on: State.anna.dialog) == [])
        rules.notices[.cancelled] = "{operator}"
        #expect(
            outcome(of: .cancel(by: .lead), on: State.waiting.dialog, rules) == [
                "dialog.returned by lead, run return"
            ])
    }

    @Test func automaticTextsAreNoTemplates() {
        #expect(
            outcome(of: .liveTex(.hold("Ждите  {operator} ")), on: State.waiting.dialog) == [
                "notice system: Ждите  {operator} "
            ])
    }

    @Test func anOperatorWithoutANameLeavesNoGap() {
        #expect(
            outcome(of: .read(Operator(id: "9", name: "")), on: State.waiting.dialog) == [
                "notice operator_joined (): Оператор подключился к диалогу"
            ])
    }

    @Test func eventsHaveTheConfiguredScriptCodes() throws {
        var rules = Sample.rules
        rules.scripts = [.return: "back_to_bot", .noOperators: "nobody_there", .transfer: "to_operator"]
        func script(_ event: Event, _ state: State, now: Int64 = Sample.now) -> Script? {
            var dialog = state.dialog
            let decision = reduce(&dialog, event, rules, now: now)
            if case .noOperators(_, let script) = decision.settled?.outcome { return script }
            for queued in decision.calls {
                guard case .platform(let call) = queued.call else { continue }
                switch call.kind {
                case .dialogReturned(_, _, let script), .operatorCommand(_, _, let script): return script
                default: continue
                }
            }
            return nil
        }
        #expect(script(.closed(nil), .anna) == Script(type: .return, code: "back_to_bot"))
        #expect(
            script(.clock, .waiting, now: Sample.now + 60_000) == Script(type: .noOperators, code: "nobody_there"))
        #expect(script(.checked(nil, online: false), .checking) == Script(type: .noOperators, code: "nobody_there"))
        #expect(script(.says(nil, "/operator"), .anna) == Script(type: .transfer, code: "to_operator"))
    }
}
