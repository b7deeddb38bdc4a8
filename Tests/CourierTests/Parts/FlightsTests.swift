import Dialog
import Record
import Testing

@testable import Courier

@Suite struct FlightsTests {
    private func flight(_ dialog: Int, _ lane: Lane = .liveTex) -> Flight {
        Flight(
            question: nil, key: DialogKey(binding: "support", userID: "49:\(dialog)"),
            dialogLane: DialogLane(dialog: name(dialog), lane: lane),
            call: QueuedCall(number: 1, call: .liveTex(.sendText("a"))), delivery: Delivery(),
            rules: DialogRules(binding: "support", botHeader: "", leadHeader: ""), acknowledgement: .status, started: 0)
    }

    @Test func aLaneIsBusyWhileItsRequestIsUnderWay() {
        var flights = Flights()
        flights.add(flight(1), 7)
        flights.add(flight(2), 8)
        #expect(flights.isBusy(flight(1).dialogLane) && flights.isBusy(flight(2).dialogLane))
        #expect(!flights.isBusy(flight(1, .platform).dialogLane))
        #expect(flights.remove(9) == nil)
        #expect(flights.remove(7)?.dialogLane == flight(1).dialogLane)
        #expect(flights.remove(7) == nil)
        #expect(!flights.isBusy(flight(1).dialogLane) && !flights.isEmpty)
        #expect(flights.remove(8) != nil)
        #expect(flights.isEmpty)
    }
}
