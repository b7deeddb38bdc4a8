/// The faults that are set, in the order in which they were set; the first that fits strikes.
public final class FaultTable: Sendable {
    private let faults = Guarded<[Fault]>([])

    /// The faults that can still strike.
    public var current: [Fault] { faults.with { $0 } }

    /// Sets one more fault.
    public func add(_ fault: Fault) {
        faults.with { $0.append(fault) }
    }

    /// Takes all faults away, or those of one side.
    public func clear(_ side: Fault.Side? = nil) {
        faults.with { faults in faults.removeAll { side == nil || $0.side == side } }
    }

    /// What strikes this call, counted; nil when it may pass.
    func take(_ side: Fault.Side, _ method: String, binding: String) -> Fault.Action? {
        faults.with { faults in
            for index in faults.indices {
                let fault = faults[index]
                guard fault.side == side, fault.method ?? method == method, fault.binding ?? binding == binding else {
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
