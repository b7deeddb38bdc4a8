import ChannelBundle
import Dialog
import HTTPTransport
import JSON
import LiveTex
import Platform

/// What an answer means for the call that it answers.
enum Verdict: Hashable {
    case done(CallOutcome)
    case tryAgain(FailedAttempt)
    /// The call will never be accepted. `failure` has LiveTex's own words, which no log may hold.
    case refused(reason: String, failure: LiveTexFailure? = nil)
    /// No call of this lane will get through until a person fixes something.
    case pause(reason: String)

    /// - Parameters:
    ///   - acknowledgement: when an event counts as delivered to the platform.
    ///   - now: milliseconds since 1970.
    init(
        _ result: Result<HTTPResponse, HTTPFailure>, for call: Call,
        _ acknowledgement: PlatformEndpoint.Acknowledgement = .status, now: Int64
    ) {
        switch (result, call) {
        case (.failure(let failure), _): self.init(failure)
        case (.success(let response), .liveTex(let call)): self.init(liveTex: response, for: call, now: now)
        case (.success(let response), .platform(let call)):
            self.init(platform: response, for: call.id, acknowledgement, now: now)
        }
    }

    private init(liveTex response: HTTPResponse, for call: LiveTexCall, now: Int64) {
        switch LiveTexResponse(response) {
        case .success(let body): self.init(success: body, for: call)
        case .failure(let failure):
            switch failure.meaning {
            case .tryAgain:
                // LiveTex's own error page says that nothing was done; a gateway's does not say that.
                let isInDoubt = failure.code == nil && response.status >= 500
                self = .tryAgain(FailedAttempt(failure.description, isInDoubt: isInDoubt, response, now: now))
            case .unclear: self = .tryAgain(FailedAttempt(failure.description, isInDoubt: true))
            case .keyRefused: self = .pause(reason: failure.description)
            case .methodForbidden, .refused: self = .refused(reason: failure.description, failure: failure)
            }
        }
    }

    private init(success body: JSON, for call: LiveTexCall) {
        switch call {
        case .sendText, .sendFile:
            let sent = SentMessage(in: body)
            self = .done(.delivered(messageID: sent.id, timestamp: sent.timestamp))
        case .select, .reselect: self = .done(.delivered())
        case .checkOperators:
            do {
                let first = try Destination.list(in: body).first
                self = .done(.checked(first?.group, online: first?.hasOnline ?? false))
            } catch {
                self = .refused(reason: "LiveTex's groups cannot be read: \(error.message)")
            }
        }
    }

    private init(
        platform response: HTTPResponse, for id: String, _ acknowledgement: PlatformEndpoint.Acknowledgement, now: Int64
    ) {
        let reason = "the platform answered \(response.status)"
        switch response.status {
        case 200..<300:
            // The event's id makes a repetition harmless; a message that a script has dropped would be lost.
            self =
                acknowledgement.isGiven(by: response, forEvent: id)
                ? .done(.delivered())
                : .tryAgain(FailedAttempt("\(reason) without the event's id", isInDoubt: false, response, now: now))
        case 401, 403: self = .pause(reason: reason)
        // A redirect is not followed. It is most likely temporary, such as for maintenance.
        case 300..<400, 408, 429, 500...:
            self = .tryAgain(FailedAttempt(reason, isInDoubt: false, response, now: now))
        default: self = .refused(reason: reason)
        }
    }

    private init(_ failure: HTTPFailure) {
        switch failure.outcome {
        case .notSent: self = .tryAgain(FailedAttempt(failure.description, isInDoubt: false))
        case .unknown: self = .tryAgain(FailedAttempt(failure.description, isInDoubt: true))
        case .forbiddenAddress: self = .pause(reason: failure.description)
        }
    }
}

/// An attempt that failed, and the call can be tried again.
struct FailedAttempt: Hashable {
    private(set) var reason: String
    /// Whether the call may have arrived.
    let isInDoubt: Bool
    /// The wait that the answer asks for, in milliseconds; nil when it does not.
    var pause: Int64?
    /// Whether the wait is for the whole lane of the binding (429).
    var slowsLane = false

    init(_ reason: String, isInDoubt: Bool) {
        self.reason = reason
        self.isInDoubt = isInDoubt
    }

    /// - Parameter now: milliseconds since 1970.
    init(_ reason: String, isInDoubt: Bool, _ response: HTTPResponse, now: Int64) {
        self.init(reason, isInDoubt: isInDoubt)
        if let wait = RetryAfter(response, now: now) {
            pause = wait.milliseconds
            if let remark = wait.remark { self.reason += "; \(remark)" }
        }
        slowsLane = response.status == 429
    }
}

extension LiveTexResponse {
    init(_ response: HTTPResponse) {
        self.init(status: response.status, body: try? JSON(parsing: response.body))
    }
}

extension LiveTexFailure {
    /// The reason in a dead letter: with LiveTex's own words, where it is known which of them are secret.
    func reason(binding id: String, _ bundle: BundleReader) -> String {
        guard let binding = try? bundle.binding(id) else { return description }
        return description(masking: binding.secretMask.excerpt)
    }
}
