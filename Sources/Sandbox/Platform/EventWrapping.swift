import JSON

/// What the body of a request to the platform has besides the event (docs/platform-contract.md, "The body").
enum EventWrapping: Hashable, Sendable {
    case none
    case scriptRequestParams
    /// A job that runs the script of that code.
    case job(script: String)

    /// The event in a body; nil when the body has another form.
    func event(in body: JSON) -> JSON? {
        switch self {
        case .none: return body
        case .scriptRequestParams: return body["script_request_params"]
        case .job(let script):
            guard let event = body["script_request_params"], body["script_code"]?.string == script,
                let lead = event["lead"]?["id"], body["lead_id"] == lead || isNumber(body["lead_id"], of: lead)
            else { return nil }
            return event
        }
    }

    /// Whether a job names a lead by the number that the lead's text is.
    private func isNumber(_ id: JSON?, of lead: JSON) -> Bool {
        guard case .int(let number) = id else { return false }
        return lead.string == String(number)
    }
}
