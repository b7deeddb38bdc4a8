// What an answer means for the call that it answers. Pure: the courier acts on it.

import ChannelBundle
import Dialog
import HTTPTransport
import JSON
import LiveTex
import Platform

/// The result of one attempt to deliver a call.
enum Verdict: Hashable {
    case done(CallOutcome)
    /// Try again. `pause` is what the other side asked for, in milliseconds.
    case tryAgain(reason: String, isInDoubt: Bool, pause: Int64? = nil, slowsEverything: Bool = false)
    /// The other side will never take the call. `failure` has LiveTex's own words, which no log may hold.
    case refused(reason: String, failure: LiveTexFailure? = nil)
    /// Nothing of this side will get through until somebody mends something.
    case pause(reason: String)

    /// Judges LiveTex's answer to a call.
    init(liveTex result: Result<HTTPResponse, HTTPFailure>, for call: LiveTexCall) {
        switch result {
        case .failure(let failure): self.init(failure)
        case .success(let response):
            let answer = LiveTexResponse(response)
            switch answer {
            case .success(let body): self.init(success: body, for: call)
            case .failure(let failure):
                switch failure.meaning {
                case .tryAgain:
                    // LiveTex's own error page says that it did nothing; a gateway's does not know.
                    self = .tryAgain(
                        reason: failure.description, isInDoubt: failure.code == nil && response.status >= 500,
                        pause: response.retryAfter, slowsEverything: response.status == 429)
                case .unclear: self = .tryAgain(reason: failure.description, isInDoubt: true)
                case .keyRefused: self = .pause(reason: failure.description)
                case .methodForbidden, .refused: self = .refused(reason: failure.description, failure: failure)
                }
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

    /// Judges the platform's answer to an event.
    init(platform result: Result<HTTPResponse, HTTPFailure>) {
        switch result {
        case .failure(let failure): self.init(failure)
        case .success(let response):
            switch response.status {
            case 200..<300: self = .done(.delivered())
            case 401, 403: self = .pause(reason: "the platform answered \(response.status)")
            // A redirect is not followed, and may be gone tomorrow.
            case 300..<400, 408, 429, 500...:
                self = .tryAgain(
                    reason: "the platform answered \(response.status)", isInDoubt: false, pause: response.retryAfter,
                    slowsEverything: response.status == 429)
            default: self = .refused(reason: "the platform answered \(response.status)")
            }
        }
    }

    private init(_ failure: HTTPFailure) {
        switch failure.outcome {
        case .notSent: self = .tryAgain(reason: failure.description, isInDoubt: false)
        case .unknown: self = .tryAgain(reason: failure.description, isInDoubt: true)
        case .forbiddenAddress: self = .pause(reason: failure.description)
        }
    }
}

extension LiveTexResponse {
    init(_ response: HTTPResponse) {
        self.init(status: response.status, body: try? JSON(parsing: response.body))
    }
}

extension LiveTexFailure {
    /// What a dead letter says: LiveTex's own words too, where it is known what in them is secret.
    func reason(binding id: String, _ bundle: BundleReader) -> String {
        guard let binding = try? bundle.binding(id) else { return description }
        return description(masking: binding.secretMask.callAsFunction)
    }
}

extension HTTPResponse {
    /// `Retry-After` in milliseconds; only its form in seconds is read, the other is not used by these services.
    var retryAfter: Int64? {
        headers["retry-after"].flatMap { Int64($0) }.map { min(max($0, 0), 86_400) * 1000 }
    }
}
