import Testing

@testable import Dialog

/// The operators' commands `/bot` and `/operator` (behaviour 26).
@Suite struct CommandTests {
    @Test(arguments: State.allCases) func aCommandAsksForAScriptAndChangesNothing(
        state: State
    ) {
        for (text, expected) in [
            ("/bot", "operator.command /bot (Борис), run return"),
            ("/operator", "operator.command /operator (Борис), run transfer"),
        ] {
            var dialog = state.dialog
            let decision = reduce(&dialog, .says(Sample.boris, text), Sample.rules, now: Sample.now)
            // What waits for the selection is queued again behind it.
            #expect(decision.summary.filter { !$0.hasPrefix("#") } == [expected])
            let dependants = state.dialog.phase.transfer?.dependants ?? []
            if !decision.moved.isEmpty { dialog.phase.transfer?.dependants = dependants }
            #expect(dialog.phase == state.dialog.phase)
            #expect(dialog.isOpen == state.dialog.isOpen)
        }
    }

    @Test(arguments: ["/bot", " /bot", "/BOT\n", "\t/Bot "])
    func aCommandIsKnownInCapitalsAndBetweenBlanks(text: String) {
        #expect(outcome(of: .says(nil, text), on: State.anna.dialog) == ["operator.command /bot, run return"])
    }

    @Test(arguments: ["bot", "/bots", "/bot please", "скажите /bot", "/", "", "//bot"])
    func otherTextsAreMessages(text: String) {
        #expect(outcome(of: .says(nil, text), on: State.anna.dialog) == ["operator.message: \(text)"])
    }

    @Test func aFilesCommentIsNoCommand() {
        let file = File(kind: .image, url: "https://f.example/a.png")
        let message = OperatorMessage(id: "w1", text: "/bot", attachments: [file])
        #expect(
            outcome(of: .liveTex(.message(Sample.anna, message)), on: State.anna.dialog) == [
                "operator.message (Анна): /bot"
            ])
    }
}
