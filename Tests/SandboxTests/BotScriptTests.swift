import Testing

@testable import Sandbox

/// The sandbox's bot.
@Suite struct BotScriptTests {
    private func texts(_ outputs: [BotScript.Output]) -> [String] {
        outputs.map {
            switch $0 {
            case .say(let text, let menu): "\(text)\(menu ? " [menu]" : "")"
            case .attributes: "attributes"
            case .transfer: "transfer"
            case .cancel: "cancel"
            }
        }
    }

    @Test func greetsOnce() {
        var script = BotScript(.english)
        #expect(texts(script.react(to: .said(nil))) == ["Hello! I am the shop's bot. How can I help? [menu]"])
        #expect(script.react(to: .said(nil)).isEmpty)
        #expect(texts(script.react(to: .said("?"))) == ["I understand only buttons. Please choose: [menu]"])
    }

    @Test func setsAttributesAndCallsAnOperator() {
        var script = BotScript(.english)
        #expect(texts(script.react(to: .chose("2"))).first == "attributes")
        #expect(script.react(to: .chose("3")) == [.transfer])
    }

    /// While an operator has the dialog the bot does not speak between.
    @Test func isSilentUntilItHasTheDialogAgain() {
        var script = BotScript(.english)
        #expect(script.react(to: .transfer("transferred")).isEmpty)
        for input: BotScript.Input in [.said("?"), .chose("1"), .chose("3"), .command("/operator")] {
            #expect(script.react(to: input).isEmpty)
        }
        #expect(script.react(to: .command("/bot")) == [.cancel])
        #expect(texts(script.react(to: .returned)) == ["I am back. What else can I do? [menu]"])
        #expect(script.react(to: .command("/operator")) == [.transfer])
    }

    @Test(arguments: ["no_operators", "failed", "pending"]) func saysHowATransferEnded(outcome: String) {
        var script = BotScript(.english)
        #expect(script.react(to: .transfer(outcome)).count == 1)
        #expect(!script.isSilent)
    }
}
