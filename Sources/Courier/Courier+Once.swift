// What a run that tries everything once makes of the calls that failed. Each run is a process of its own, so what one
// learns of a call for the next is kept with the call.

import Dialog

extension Courier {
    /// A call that failed in this run.
    struct Failure {
        var flight: Flight
        var reason: String
        var isInDoubt: Bool
    }

    /// Gives up the calls that have kept failing while others of their side got through.
    ///
    /// At the end, because who fails first has failed before anybody could get through. A run in which nobody got through
    /// tells nothing against a call, and what earlier ones told is forgotten.
    func judgeFailures() {
        for failure in failures {
            let flight = failure.flight
            let othersGetThrough = (lanes[flight.bindingLane]?.lastSuccess ?? 0) > 0
            let since = flight.delivery.troubledSince
            do {
                if othersGetThrough, since > 0, now() - since >= policy.poisonLifetime {
                    try giveUp(flight, reason: failure.reason, isInDoubt: failure.isInDoubt)
                } else if othersGetThrough != (since > 0) {
                    let since = othersGetThrough ? now() : 0
                    try change(flight) { record in record.noteTrouble(flight.call.number, since: since) }
                }
            } catch {
                report(error, flight.key.name)
            }
        }
        failures = []
    }
}
