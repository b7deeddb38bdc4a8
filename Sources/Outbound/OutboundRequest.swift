// The requests that make a dialog's calls, with references where secrets go. The courier resolves them and sends; a dry run
// shows them. Both have the request from here, so what a dry run shows is what is sent.

import ChannelBundle
import Dialog
import JSON
import LiveTex
import Platform

/// A request before its secrets are put in.
public struct OutboundRequest: Hashable, Sendable {
    /// A text in which secrets are still references.
    public struct Template: Hashable, Sendable {
        public enum Piece: Hashable, Sendable {
            case text(String)
            case secret(SecretReference)
        }

        public var pieces: [Piece]

        init(_ pieces: Piece...) { self.pieces = pieces }

        /// The text with something in place of each secret.
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

    /// How the body is to be signed.
    public struct Signature: Hashable, Sendable {
        /// The `webhook-id`.
        public var id: String
        public var secret: SecretReference
    }

    /// The HTTP method of every request, on both wires.
    public static let method = "POST"

    public var url: Template
    public var headers: [Header]
    /// Nil for a method without a body.
    public var body: [UInt8]?
    /// Nil where the binding sets no signing secret.
    public var signature: Signature?

    public struct Header: Hashable, Sendable {
        public var name: String
        public var value: Template
    }

    /// A request to LiveTex.
    public init(_ request: LiveTexRequest, _ binding: Binding) {
        url = Template(
            .text("\(binding.api.url)/\(binding.api.version.rawValue)/\(request.method)?key="), .secret(binding.token))
        body = request.body?.bytes()
        // LiveTex asks for a content type whenever there is a body (v1.2, index page).
        headers = body == nil ? [] : [Self.json]
        signature = nil
    }

    /// A request to the bot platform.
    public init(_ call: PlatformCall, party: Party, _ binding: Binding) {
        url = Template(.text(binding.platform.url))
        headers = [
            Self.json,
            Header(name: "Authorization", value: Template(.text("Bearer "), .secret(binding.platform.token))),
        ]
        body = PlatformEnvelope.body(call, party: party).bytes()
        signature = binding.platform.signingSecrets.first.map { Signature(id: call.id, secret: $0) }
    }

    /// The request that makes a call.
    public init(_ call: Call, of key: (userID: String, party: Party?), _ binding: Binding) {
        switch call {
        case .liveTex(let call): self.init(LiveTexRequest(call, userID: key.userID), binding)
        case .platform(let call):
            // Without a party the user id is the only name that anybody knows for the lead.
            let party = key.party ?? Party(botID: .null, leadID: .string(key.userID))
            self.init(call, party: party, binding)
        }
    }

    private static let json = Header(name: "Content-Type", value: Template(.text("application/json")))
}
