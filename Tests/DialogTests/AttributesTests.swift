import JSON
import Testing

@testable import Dialog

/// The stored attributes, and what LiveTex gets of them (behaviour 22).
@Suite struct AttributesTests {
    private func selected(_ stored: Members<JSON>, request: Members<JSON>? = nil) throws -> Members<String> {
        var dialog = Dialog(party: Sample.party)
        dialog.isSilent = false
        dialog.attributes = stored
        let asked = reduce(&dialog, .request(request), Sample.rules, now: Sample.now)
        let check = try #require(asked.calls.first)
        let decision = reduce(
            &dialog, .call(check, .checked(Sample.group, online: true)), Sample.rules, now: Sample.now)
        guard case .liveTex(.select(let selection)) = decision.calls.first?.call else {
            throw NoSelection()
        }
        return selection.attributes
    }
    private struct NoSelection: Error {}

    private func stored(_ old: Members<JSON>, _ mode: AttributeMode, _ new: Members<JSON>) -> Members<JSON> {
        var dialog = Dialog(party: Sample.party)
        dialog.attributes = old
        _ = reduce(&dialog, .platform(.attributes(mode, new)), Sample.rules, now: Sample.now)
        return dialog.attributes
    }

    @Test func mergingAddsReplacesAndRemoves() {
        #expect(stored(["a": 1, "b": 2], .merge, ["b": "x", "c": true]) == ["a": 1, "b": "x", "c": true])
        #expect(stored(["a": 1, "b": 2], .merge, ["b": .null, "z": .null]) == ["a": 1])
    }

    /// The bytes of a name count: both spellings of é are names of their own, at the platform and at LiveTex.
    @Test func namesThatDifferInNormalizationAreTwo() throws {
        let (composed, decomposed) = ("caf\u{e9}", "cafe\u{301}")
        let both = stored([composed: 1], .merge, [decomposed: 2])
        #expect(both.count == 2 && both[composed] == 1 && both[decomposed] == 2)
        #expect(stored(both, .merge, [composed: .null])[decomposed] == 2)
        let selected = try selected(both)
        #expect(selected[composed] == "1" && selected[decomposed] == "2")
    }

    @Test func replacingLeavesOnlyTheNewSet() {
        #expect(stored(["a": 1, "b": 2], .replace, ["c": 3, "d": .null]) == ["c": 3])
        #expect(stored(["a": 1], .replace, [:]) == [:])
    }

    @Test func everyValueGoesAsText() throws {
        let attributes = try selected([
            "номер_заявки": 705, "имя_заявки": "Test", "сумма": .double(1999.5), "целое": .double(705.0),
            "большое": .double(1e300),
            "срочно": true, "нет": false, "минус": -3, "ноль": .double(-0.0), "предел": .int(.min),
        ])
        #expect(
            attributes == [
                "номер_заявки": "705", "имя_заявки": "Test", "сумма": "1999.5", "целое": "705", "большое": "1e+300",
                "срочно": "true", "нет": "false", "минус": "-3", "ноль": "0", "предел": "-9223372036854775808",
            ])
    }

    @Test func theSetOfTheTransferWins() throws {
        #expect(try selected(["a": 1], request: ["b": 2]) == ["b": "2"])
        #expect(try selected(["a": 1], request: [:]) == [:])
        #expect(try selected(["a": 1], request: nil) == ["a": "1"])
    }

    @Test func theSetOfTheTransferIsNotStored() throws {
        var dialog = Dialog(party: Sample.party)
        dialog.attributes = ["a": 1]
        _ = reduce(&dialog, .request(["b": 2]), Sample.rules, now: Sample.now)
        #expect(dialog.attributes == ["a": 1])
    }

    @Test func theyAreReadWhenTheDialogIsTransferred() throws {
        var dialog = State.checking.dialog
        _ = reduce(&dialog, .platform(.attributes(.merge, ["номер_заявки": 706])), Sample.rules, now: Sample.now)
        #expect(
            outcome(of: .checked(Sample.group, online: true), on: dialog)
                .contains("selectDestination 70001 name=Иван номер_заявки=706"))
    }

    @Test func nothingIsSentBeforeATransfer() {
        for state in State.allCases {
            #expect(outcome(of: .platform(.attributes(.merge, ["a": 1])), on: state.dialog) == [])
        }
    }

    @Test func moreThanTwentyAreRefusedAndNothingChanges() {
        let full = Members(Dictionary(uniqueKeysWithValues: (1...20).map { ("a\($0)", JSON.int(Int64($0))) }))
        #expect(stored([:], .merge, full) == full)
        var dialog = Dialog(party: Sample.party)
        dialog.attributes = full
        let decision = reduce(&dialog, .platform(.attributes(.merge, ["b": 1])), Sample.rules, now: Sample.now)
        #expect(decision.summary == ["reply: invalid data.attributes would make 21 attributes; LiveTex takes 20"])
        #expect(dialog.attributes == full)
        #expect(stored(full, .merge, ["b": 1, "a1": .null]).count == 20)
        #expect(stored(full, .replace, ["b": 1]) == ["b": 1])
    }

    @Test func theSelectionHasTheLeadsName() {
        var dialog = State.checking.dialog
        dialog.party?.name = nil
        #expect(
            outcome(of: .checked(Sample.group, online: true), on: dialog)
                .contains("selectDestination 70001 номер_заявки=705"))
    }

    @Test func aLaterEventChangesTheChannelAndKeepsTheNameThatItLeavesOut() {
        var dialog = State.bot.dialog
        let nameless = Party(botID: 49, leadID: 30400, channel: "viber")
        _ = reduce(&dialog, .platform(.menuChoice(shown: "x"), party: nameless), Sample.rules, now: Sample.now)
        #expect(dialog.party == Party(botID: 49, leadID: 30400, channel: "viber", name: "Иван"))
    }
}
