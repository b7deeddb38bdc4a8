import Testing

@testable import Dialog

/// Whose messages are mirrored (behaviours 2, 5, 6 and 8), and which events change nothing.
@Suite struct ChannelTests {
    @Test(arguments: ["umnico", "Umnico", "UMNICO", "livetex", "LiveTex"])
    func everyEventOfAnExcludedLeadIsIgnored(channel: String) {
        let party = Party(botID: 49, leadID: 30400, channel: channel, name: "Пётр")
        for state in State.allCases {
            for kind: PlatformEvent.Kind in [
                .message(.lead, Message(text: "x")), .message(.bot, Message(text: "x")), .menuChoice(shown: "x"),
                .attributes(.merge, ["a": 1]), .transferRequest(attributes: nil), .transferCancel(.lead),
                .operatorsCheck,
                .unknown("x"),
            ] {
                var dialog = state.dialog
                let decision = reduce(&dialog, .platform(kind, party: party), Sample.rules, now: Sample.now)
                #expect(decision.summary == ["reply: ignored excluded_channel"])
                #expect(dialog == state.dialog)
            }
        }
    }

    @Test func otherChannelsAreMirrored() {
        #expect(!Sample.rules.excludes(channel: "telegram"))
        #expect(!Sample.rules.excludes(channel: "new_channel"))
        #expect(!Sample.rules.excludes(channel: nil))
    }

    @Test func aNewDialogIsTheBotsAndMirroredFromTheFirstMessage() {
        var dialog = Dialog()
        #expect(dialog.summary == "bot")
        let decision = reduce(&dialog, .lead("Привет"), Sample.rules, now: Sample.now)
        #expect(decision.summary == ["sendText 🙂 Клиент⏎Привет"])
        #expect(dialog.summary == "bot")
        #expect(dialog.party == Sample.party)
    }

    @Test func untilATransferNoGroupIsSelected() {
        var dialog = Dialog()
        for event in [Event.lead("Привет"), .robot("Чем помочь?"), .choice("about_us"), .selectDestination] {
            let decision = reduce(&dialog, event, Sample.rules, now: Sample.now)
            #expect(!decision.summary.contains { $0.hasPrefix("selectDestination") })
        }
    }

    @Test(arguments: State.allCases) func anUnknownTypeAndAnOperatorsCheckChangeNothing(state: State) {
        let stranger = Party(botID: 49, leadID: 30400, channel: "viber", name: "Пётр")
        for (kind, summary) in [
            (PlatformEvent.Kind.unknown("lead.dance"), ["reply: ignored unknown_type"]), (.operatorsCheck, []),
        ] {
            var dialog = state.dialog
            let decision = reduce(&dialog, .platform(kind, party: stranger), Sample.rules, now: Sample.now)
            #expect(decision.summary == summary)
            #expect(dialog == state.dialog)
        }
    }
}
