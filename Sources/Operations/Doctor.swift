import ChannelBundle
import Courier
import HTTPTransport
import JSON
import LiveTex
import Outbound

/// All live checks of a binding.
public struct Doctor {
    private let binding: Binding
    /// Milliseconds since 1970.
    private let now: Int64

    /// Checks one binding.
    ///
    /// - Parameter now: milliseconds since 1970.
    public init(_ binding: Binding, now: Int64) {
        self.binding = binding
        self.now = now
    }

    /// The result of one check.
    public struct Finding: Hashable, Sendable {
        /// The binding's id.
        public var binding: String
        /// What was checked.
        public var check: String
        /// Whether the check has passed.
        public var isFine: Bool
        /// What is wrong; empty when nothing is.
        public var detail: String

        /// One line of a list.
        public var line: String {
            "\(isFine ? "ok  " : "FAIL")  \(binding)  \(check)\(detail.isEmpty ? "" : ": \(detail)")"
        }

        /// One object of a list.
        public var json: JSON {
            ["binding": .string(binding), "check": .string(check), "ok": .bool(isFine), "detail": .string(detail)]
        }
    }

    private var query: LiveTexQuery { LiveTexQuery(binding: binding, timeout: 15_000) }

    /// Runs every check, also after one that fails.
    public func run() -> [Finding] {
        [secrets(), token(), history(), webhook(), platform()].compactMap { $0 }
    }

    private func finding(_ check: String, _ problem: String?) -> Finding {
        Finding(binding: binding.id, check: check, isFine: problem == nil, detail: problem ?? "")
    }

    private func secrets() -> Finding {
        let references =
            [binding.token, binding.platform.token] + binding.webhookKeys + binding.platform.acceptTokens
            + binding.platform.signingSecrets
        var problems: [String] = []
        for reference in references {
            do { _ = try reference.resolve() } catch { problems.append(error.description) }
        }
        return finding("every secret is present", problems.isEmpty ? nil : problems.joined(separator: "; "))
    }

    private func token() -> Finding {
        do {
            let groups = try query.destinations(now: now)
            return finding(
                "LiveTex accepts the token and has a group",
                groups.isEmpty ? "the contact point has no group" : nil)
        } catch {
            return finding("LiveTex accepts the token and has a group", error.description)
        }
    }

    /// Only what a version has can be forbidden.
    private func history() -> Finding? {
        guard binding.api.version.hasHistory else { return nil }
        do {
            _ = try query.perform(.history(userID: "doctor", .newest, limit: 1), now: now)
            return finding("the account has API version \(binding.api.version.rawValue)", nil)
        } catch {
            return finding("the account has API version \(binding.api.version.rawValue)", error.description)
        }
    }

    private func webhook() -> Finding {
        do {
            let registration = WebhookRegistration(binding, now: now)
            let differences = registration.differences(try registration.show())
            return finding(
                "the webhook is registered as configured",
                differences.isEmpty ? nil : differences.joined(separator: "; "))
        } catch {
            return finding("the webhook is registered as configured", error.description)
        }
    }

    /// Any answer will do: the contract has no event that means nothing, and none is sent for a test.
    private func platform() -> Finding {
        let request = HTTPRequest(
            method: "GET", url: binding.platform.url, timeout: 10_000, allowPrivate: binding.allowPrivate)
        do {
            _ = try HTTPClient.perform(request)
            return finding("the platform is reachable", nil)
        } catch {
            return finding("the platform is reachable", error.description)
        }
    }
}
