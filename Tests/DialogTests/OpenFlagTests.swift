import JSON
import Testing

@testable import Dialog

/// `isOpen` from transfer to transfer: a group is selected at LiveTex and the conversation is not closed.
@Suite struct OpenFlagTests {
    @Test func followsAWholeDialog() {
        var dialog = Dialog(party: Sample.party)
        var flags: [Bool] = []
        func happen(_ event: Event) {
            _ = reduce(&dialog, event, Sample.rules, now: Sample.now)
            flags.append(dialog.isOpen)
        }
        happen(.request())  // call 1
        happen(.checked(Sample.group, online: true))  // calls 2 and 3
        happen(.result(.select(Sample.selection), 2, .started))
        happen(.selectSucceeded)
        happen(.read(Sample.anna))
        happen(.cancel(by: .lead))
        happen(.closed(Sample.anna))
        #expect(flags == [false, true, true, true, true, true, false])
    }

    @Test func aSelectionThatSucceedsAfterTheCancelOpensTheDialog() {
        var dialog = State.selectSent.dialog
        _ = reduce(&dialog, .cancel(by: .lead), Sample.rules, now: Sample.now)
        _ = reduce(&dialog, .selectSucceeded, Sample.rules, now: Sample.now)
        #expect(dialog.summary == "bot, open")
    }

    @Test func aSelectionRefusedAfterTheCancelClosesTheDialog() {
        var dialog = State.selectSent.dialog
        _ = reduce(&dialog, .cancel(by: .lead), Sample.rules, now: Sample.now)
        let decision = reduce(&dialog, .selectRefused, Sample.rules, now: Sample.now)
        #expect(decision.summary == [])
        #expect(dialog.summary == "bot")
    }

    @Test func aRefusedSelectionLeavesTheEarlierConversationOpen() {
        var dialog = State.selectQueuedOverOpen.dialog
        _ = reduce(&dialog, .selectRefused, Sample.rules, now: Sample.now)
        #expect(dialog.summary == "bot, open")
    }

    @Test func aCancelAfterTheEarlierConversationsEndLeavesTheDialogClosed() {
        var dialog = State.selectQueuedOverOpen.dialog
        _ = reduce(&dialog, .closed(Sample.anna), Sample.rules, now: Sample.now)
        _ = reduce(&dialog, .cancel(by: .lead), Sample.rules, now: Sample.now)
        #expect(dialog.summary == "bot")
    }

    @Test func theEarlierConversationsEndLeavesTheTransferWaiting() {
        var dialog = State.selectQueuedOverOpen.dialog
        let decision = reduce(&dialog, .closed(Sample.anna), Sample.rules, now: Sample.now)
        #expect(decision.summary == [])
        #expect(dialog.summary == "waiting, open")
    }

    /// The lead was told that Анна has joined, and has to be told that she has left.
    @Test func theEndOfAnOperatorWhoHasJoinedEndsTheTransfer() {
        var dialog = State.selectQueuedOverOpen.dialog
        _ = reduce(&dialog, .says(Sample.anna, "Да"), Sample.rules, now: Sample.now)
        #expect(dialog.summary == "operator(Анна), open")
        let decision = reduce(&dialog, .closed(Sample.anna), Sample.rules, now: Sample.now)
        #expect(decision.dropped == [2] && decision.calls.count == 2)
        #expect(dialog.summary == "bot")
    }

    @Test func theSecondEndIsThatOfTheTransfer() {
        var dialog = State.selectSentOverOpen.dialog
        for _ in 0..<2 { _ = reduce(&dialog, .closed(Sample.anna), Sample.rules, now: Sample.now) }
        #expect(dialog.summary == "bot")
    }

    @Test func aSelectionThatDidNotArriveCanBeDropped() {
        var dialog = State.selectSent.dialog
        _ = reduce(&dialog, .result(.select(Sample.selection), 3, .notArrived), Sample.rules, now: Sample.now)
        #expect(dialog == State.selectSent.dialog)
        _ = reduce(&dialog, .selectNotArrived, Sample.rules, now: Sample.now)
        #expect(dialog == State.selectQueued.dialog)
    }

    @Test func aSelectionIsRepeatedOnlyForTheTransferThatMadeIt() {
        let call = Call.liveTex(.reselect(Sample.selection))
        for state in [State.waiting, .anna] { #expect(state.dialog.wants(call)) }
        for state in [State.bot, .botOpen, .checking] { #expect(!state.dialog.wants(call)) }
        var later = State.waiting.dialog
        later.phase.transfer?.selection.attributes = [:]
        #expect(!later.wants(call))
        for state in State.allCases { #expect(state.dialog.wants(.liveTex(.select(Sample.selection)))) }
    }
}
