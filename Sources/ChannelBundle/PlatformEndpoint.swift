/// How the bridge and the platform reach and recognise each other.
public struct PlatformEndpoint: Hashable, Sendable {
    /// What the body of a request to the platform looks like around the event. The raw value is the word in the
    /// configuration.
    public enum BodyForm: String, Hashable, Sendable, CaseIterable {
        /// The event itself.
        case envelope
        /// The event as the member `script_request_params`: how endpoints of low-code platforms get their parameters.
        case scriptRequestParams = "script_request_params"
        /// A job for the lead: `lead_id`, `script_code`, and the event as `script_request_params`.
        case job
    }

    /// When an event counts as delivered. The raw value is the word in the configuration.
    public enum Acknowledgement: String, Hashable, Sendable, CaseIterable {
        /// After any 2xx.
        case status
        /// After a 2xx whose body has the event's id: a 200 may have an error inside.
        case id
    }

    /// The URL that receives events.
    public var url: String
    /// The form of the bodies that the bridge sends.
    public var bodyForm: BodyForm
    /// The code of the script that a job runs; nil for another form.
    public var scriptCode: String?
    /// The token that the bridge sends.
    public var token: SecretReference
    /// The header that has the token: after `Bearer` in ``defaultTokenHeader``, alone in any other.
    public var tokenHeader: String
    /// When an event counts as delivered.
    public var acknowledgement: Acknowledgement
    /// The bearer tokens that the bridge accepts.
    public var acceptTokens: [SecretReference]
    /// Standard Webhooks secrets; the first signs, any verifies. None: no signatures.
    public var signingSecrets: [SecretReference]

    /// An endpoint with all its parts.
    public init(
        url: String, bodyForm: BodyForm = .envelope, scriptCode: String? = nil, token: SecretReference,
        tokenHeader: String = PlatformEndpoint.defaultTokenHeader, acknowledgement: Acknowledgement = .status,
        acceptTokens: [SecretReference], signingSecrets: [SecretReference] = []
    ) {
        self.url = url
        self.bodyForm = bodyForm
        self.scriptCode = scriptCode
        self.token = token
        self.tokenHeader = tokenHeader
        self.acknowledgement = acknowledgement
        self.acceptTokens = acceptTokens
        self.signingSecrets = signingSecrets
    }

    /// The header of a bearer token.
    public static let defaultTokenHeader = "Authorization"

    /// Whether the token goes after the word `Bearer`. Names of headers are compared without regard to case.
    public var sendsBearerToken: Bool { tokenHeader.lowercased() == Self.defaultTokenHeader.lowercased() }
}
