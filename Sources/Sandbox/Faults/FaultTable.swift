/// The faults that are set, in order. The first that fits strikes.
public final class FaultTable: Sendable {
    private let faults = Guarded<[Fault]>([])
    private let switches = Guarded<Set<FaultSwitch>>([])

    /// The switches that are on.
    var switchedOn: Set<FaultSwitch> { switches.with { $0 } }

    /// Turns a switch on or off. Its faults come after those of ``current``, and ``clear(_:)`` leaves them.
    func turn(_ fault: FaultSwitch, on: Bool) {
        switches.with { switches in
            if on { switches.insert(fault) } else { switches.remove(fault) }
        }
    }

    /// The faults that can still strike.
    public var current: [Fault] { faults.with { $0 } }

    /// Sets one more fault.
    public func add(_ fault: Fault) {
        faults.with { $0.append(fault) }
    }

    /// Removes all faults, or those of one place.
    public func clear(_ place: Fault.Place? = nil) {
        faults.with { faults in faults.removeAll { place == nil || $0.place == place } }
    }

    /// Returns the fault that strikes this call and counts it; nil when none does.
    func strike(_ place: Fault.Place, _ method: String, binding: String) -> Fault.Action? {
        let standing = FaultSwitch.allCases.filter(switchedOn.contains).flatMap(\.faults)
        return strikeOnce(place, method, binding: binding)
            ?? standing.first { $0.place == place && $0.method ?? method == method }?.action
    }

    private func strikeOnce(_ place: Fault.Place, _ method: String, binding: String) -> Fault.Action? {
        faults.with { faults in
            for index in faults.indices {
                let fault = faults[index]
                guard fault.place == place, fault.method ?? method == method, fault.binding ?? binding == binding else {
                    continue
                }
                if fault.skipping > 0 {
                    faults[index].skipping -= 1
                    continue
                }
                if let count = fault.count {
                    if count > 1 { faults[index].count = count - 1 } else { faults.remove(at: index) }
                }
                return fault.action
            }
            return nil
        }
    }
}
