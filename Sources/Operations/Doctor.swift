import ChannelBundle
import Courier
import HTTPTransport
import JSON
import LiveTex
import Outbound

/// Checks a binding live: its secrets, LiveTex and the platform.
public struct Doctor {
    private let binding: Binding
    /// Milliseconds since 1970.
    private let now: Int64

    /// The checks of a binding.
    ///
    /// - Parameter now: milliseconds since 1970.
    public init(_ binding: Binding, now: Int64) {
        self.binding = binding
        self.now = now
    }

    /// The result of one check.
    public struct CheckResult: Hashable, Sendable {
        /// The binding's id; empty for what all bindings share.
        public var binding: String
        /// What was checked.
        public var check: String
        /// Whether it is as it should be.
        public var isFine: Bool
        /// What is wrong, or what to know although nothing is; empty for nothing.
        public var detail: String

        /// The result of a check.
        public init(binding: String, check: String, isFine: Bool, detail: String) {
            self.binding = binding
            self.check = check
            self.isFine = isFine
            self.detail = detail
        }

        /// One line of a list.
        public var line: String {
            let mark = isFine ? detail.isEmpty ? "ok  " : "note" : "FAIL"
            return "\(mark)  \(binding.isEmpty ? "-" : binding)  \(check)\(detail.isEmpty ? "" : ": \(detail)")"
        }

        /// One object of a list.
        public var json: JSON {
            ["binding": .string(binding), "check": .string(check), "ok": .bool(isFine), "detail": .string(detail)]
        }
    }

    private var query: LiveTexQuery { LiveTexQuery(binding: binding, timeout: 15_000) }

    /// Runs every check, also after one that failed.
    public func run() -> [CheckResult] {
        [secrets(), token(), history(), webhook(), receiver(), platform()].compactMap { $0 }
    }

    private func result(_ check: String, _ problem: String?) -> CheckResult {
        CheckResult(binding: binding.id, check: check, isFine: problem == nil, detail: problem ?? "")
    }

    private func secrets() -> CheckResult {
        let references = [binding.token, binding.platform.token] + binding.webhookKeys + binding.platform.acceptTokens
        let problems =
            references.compactMap { $0.absence(signs: false) }
            + binding.platform.signingSecrets.compactMap { $0.absence(signs: true) }
        return result("every secret is present", problems.isEmpty ? nil : problems.joined(separator: "; "))
    }

    private func token() -> CheckResult {
        do {
            let groups = try query.destinations(now: now)
            return result(
                "LiveTex accepts the token and has a group",
                groups.isEmpty ? "the contact point has no group" : nil)
        } catch {
            return result("LiveTex accepts the token and has a group", error.description)
        }
    }

    /// Whether the account may use the configured version: LiveTex refuses the history to an account without that version.
    /// Version 1.0 has no history.
    private func history() -> CheckResult? {
        guard binding.api.version.hasHistory else { return nil }
        do {
            _ = try query.perform(.history(userID: "doctor", .newest, limit: 1), now: now)
            return result("the account has API version \(binding.api.version.rawValue)", nil)
        } catch {
            return result("the account has API version \(binding.api.version.rawValue)", error.description)
        }
    }

    private func webhook() -> CheckResult {
        do {
            let registration = WebhookRegistration(binding, now: now)
            let differences = registration.differences(try registration.show())
            return result(
                "the webhook is registered as configured",
                differences.isEmpty ? nil : differences.joined(separator: "; "))
        } catch {
            return result("the webhook is registered as configured", error.description)
        }
    }

    /// Whether the receiver answers at its public address. It tells its name to a `GET`. Some hosts refuse `GET` themselves,
    /// with 405.
    private func receiver() -> CheckResult {
        let check = "the receiver answers at public_url"
        let request = HTTPRequest(
            method: "GET", url: "\(binding.publicURL)/bot/\(binding.id)", timeout: 10_000,
            allowPrivate: binding.allowPrivate)
        do {
            let answer = try HTTPClient.perform(request)
            let isReceiver = answer.status == 405 || answer.body.contains(Array("livetex-bridge".utf8))
            return result(check, isReceiver ? nil : "\(request.url) answers \(answer.status), not as the receiver does")
        } catch {
            return result(check, "\(request.url): \(error.description)")
        }
    }

    /// Whether the platform's endpoint takes events: an event that belongs to no dialog is sent as every other one is.
    private func platform() -> CheckResult {
        let check = "the platform takes events"
        let id = "ping:\(now)"
        do {
            var request = try RequestResolver.resolve(OutboundRequest(trial: id, now: now, binding), binding, now: now)
            request.timeout = 10_000
            let answer = try HTTPClient.perform(request)
            let found = "it answers \(answer.status)"
            switch answer.status {
            case 200..<300:
                let isGiven = binding.platform.acknowledgement.isGiven(by: answer, forEvent: id)
                return result(check, isGiven ? nil : "\(found) without the event's id, so no event counts as delivered")
            case 300..<400: return result(check, "\(found), and redirects are not followed")
            case 401, 403: return result(check, "\(found): it refuses the token")
            default:
                // It may be right to refuse an event of an unknown lead.
                return CheckResult(binding: binding.id, check: check, isFine: true, detail: "\(found) to a `ping`")
            }
        } catch {
            return result(check, "\(error)")
        }
    }
}
