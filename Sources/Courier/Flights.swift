/// The requests that are under way.
struct Flights {
    /// By the transport's number.
    private var flights: [Int: Flight] = [:]
    private var busy: Set<DialogLane> = []

    var isEmpty: Bool { flights.isEmpty }

    func isBusy(_ lane: DialogLane) -> Bool { busy.contains(lane) }

    /// - Parameter number: the transport's number of the request.
    mutating func add(_ flight: Flight, _ number: Int) {
        flights[number] = flight
        busy.insert(flight.dialogLane)
    }

    /// Removes a request that has ended; nil for an unknown number.
    mutating func remove(_ number: Int) -> Flight? {
        guard let flight = flights.removeValue(forKey: number) else { return nil }
        busy.remove(flight.dialogLane)
        return flight
    }
}
