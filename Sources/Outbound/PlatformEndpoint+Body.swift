// What a platform wants around an event (docs/platform-contract.md, "The body"). The event is the same in each form.

import ChannelBundle
import JSON

extension PlatformEndpoint {
    /// The body of the request that sends an event.
    func body(_ event: JSON) -> JSON {
        switch bodyForm {
        case .envelope: event
        case .scriptRequestParams: ["script_request_params": event]
        case .job:
            .members([
                "lead_id": Self.leadID(in: event), "script_code": scriptCode.map { .string($0) },
                "script_request_params": event,
            ])
        }
    }

    /// A job's `lead_id` is an integer, also where the platform wrote its id as text.
    private static func leadID(in event: JSON) -> JSON? {
        let id = event["lead"]?["id"]
        guard let text = id?.string, let number = Int64(text), String(number) == text else { return id }
        return .int(number)
    }
}
