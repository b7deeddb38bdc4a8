// The requests that make a dialog's calls, with references in place of secrets. The courier resolves the references and
// sends the request; a dry run shows it. So a dry run shows what is sent.

import ChannelBundle
import Dialog
import JSON
import LiveTex
import Platform

/// A request with references in place of secrets.
public struct OutboundRequest: Hashable, Sendable {
    /// A text with references in place of secrets.
    public struct Template: Hashable, Sendable {
        /// A part of the text.
        public enum Piece: Hashable, Sendable {
            /// Text that is not a secret.
            case text(String)
            /// The place of a secret.
            case secret(SecretReference)
        }

        /// The parts in their order.
        public var pieces: [Piece]

        init(_ pieces: Piece...) { self.pieces = pieces }

        /// The text with the closure's result in place of each secret.
        public func filled<Failure>(_ secret: (SecretReference) throws(Failure) -> String) throws(Failure) -> String {
            var text = ""
            for piece in pieces {
                switch piece {
                case .text(let part): text += part
                case .secret(let reference): text += try secret(reference)
                }
            }
            return text
        }
    }

    /// How the body is signed when it is sent.
    public struct Signature: Hashable, Sendable {
        /// The `webhook-id`.
        public var id: String
        /// The signing secret.
        public var secret: SecretReference
    }

    /// The HTTP method of every request, on both wires.
    public static let method = "POST"

    /// The URL.
    public var url: Template
    /// The headers in their order, without those of the signature.
    public var headers: [Header]
    /// Nil for a method without a body.
    public var body: [UInt8]?
    /// Nil when the binding has no signing secret.
    public var signature: Signature?

    /// A header of a request.
    public struct Header: Hashable, Sendable {
        /// The header's name.
        public var name: String
        /// The header's value.
        public var value: Template
    }

    /// A request to LiveTex.
    public init(_ request: LiveTexRequest, _ binding: Binding) {
        url = Template(
            .text("\(binding.api.url)/\(binding.api.version.rawValue)/\(request.method)?key="), .secret(binding.token))
        body = request.body?.bytes()
        // LiveTex requires a content type with a body (v1.2, index page).
        headers = body == nil ? [] : [Self.json]
        signature = nil
    }

    /// A request to the platform.
    public init(_ call: PlatformCall, party: Party, _ binding: Binding) {
        self.init(event: PlatformEnvelope.body(call, party: party), id: call.id, binding.platform)
    }

    /// A trial of the platform's endpoint: an event that belongs to no dialog.
    ///
    /// - Parameters:
    ///   - id: the event's id.
    ///   - now: milliseconds since 1970.
    public init(trial id: String, now: Int64, _ binding: Binding) {
        self.init(event: PlatformEnvelope.trial(id: id, time: now), id: id, binding.platform)
    }

    private init(event: JSON, id: String, _ platform: PlatformEndpoint) {
        url = Template(.text(platform.url))
        headers = [
            Self.json,
            Header(
                name: platform.tokenHeader,
                value: platform.sendsBearerToken
                    ? Template(.text("Bearer "), .secret(platform.token)) : Template(.secret(platform.token))),
        ]
        body = platform.body(event).bytes()
        signature = platform.signingSecrets.first.map { Signature(id: id, secret: $0) }
    }

    /// The request that makes a call.
    public init(_ call: Call, of key: (userID: String, party: Party?), _ binding: Binding) {
        switch call {
        case .liveTex(let call): self.init(LiveTexRequest(call, userID: key.userID), binding)
        case .platform(let call):
            // Without a party only the user id is known of the lead.
            let party = key.party ?? Party(botID: .null, leadID: .string(key.userID))
            self.init(call, party: party, binding)
        }
    }

    private static let json = Header(name: "Content-Type", value: Template(.text("application/json")))
}
