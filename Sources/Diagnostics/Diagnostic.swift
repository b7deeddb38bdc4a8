/// A problem in a file: what, where, and how to fix it.
///
/// It is a value without any text layout; the renderers turn it into what people, editors or build servers read.
public struct Diagnostic: Hashable, Sendable {
    /// The kind of problem, in kebab case. Codes are never renamed: people filter and search by them.
    public var code: String
    /// How much it matters.
    public var severity: Severity
    /// What is wrong, as one sentence without a full stop. Never holds a secret.
    public var message: String
    /// Where it is.
    public var location: Location
    /// The value's path, such as `bindings[3].token`; empty for the file as a whole.
    public var path: String
    /// A second place that belongs to the problem.
    public var secondary: Label?
    /// What to do about it.
    public var help: String?
    /// The fix itself, where it is certain.
    public var suggestion: Suggestion?

    /// A problem at a place; what else is known of it is set afterwards.
    public init(
        code: String, severity: Severity, message: String, location: Location, path: String = "",
        secondary: Label? = nil, help: String? = nil, suggestion: Suggestion? = nil
    ) {
        self.code = code
        self.severity = severity
        self.message = message
        self.location = location
        self.path = path
        self.secondary = secondary
        self.help = help
        self.suggestion = suggestion
    }

    /// A second place with a few words about it.
    public struct Label: Hashable, Sendable {
        /// The words, such as `first used here`.
        public var text: String
        /// The place; it may be in another file.
        public var location: Location

        /// Words about a place.
        public init(_ text: String, at location: Location) {
            self.text = text
            self.location = location
        }
    }

    /// A change of the file that fixes the problem and causes no other.
    public struct Suggestion: Hashable, Sendable {
        /// What is taken out; an empty span only inserts.
        public var span: Span
        /// What is put there.
        public var replacement: String

        /// The replacement of a stretch; an empty one only inserts, an empty text only removes.
        public init(replacing span: Span, with replacement: String) {
            self.span = span
            self.replacement = replacement
        }
    }
}
