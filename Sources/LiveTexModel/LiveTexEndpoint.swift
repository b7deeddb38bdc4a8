/// One method in one edition: what a request's path names, such as `/1.2/sendText`.
public struct LiveTexEndpoint: Hashable, Sendable {
    /// The method.
    public let method: LiveTexMethod
    /// The edition.
    public let edition: LiveTexEdition

    /// Reads the verb and the path of a request.
    ///
    /// - Throws: ``LiveTexError/unsupportedRequest(verb:path:)`` for anything but a POST to a method that the edition has.
    public init(verb: String, path: String) throws(LiveTexError) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(String.init)
        guard verb == "POST", parts.count == 2, let edition = LiveTexEdition(rawValue: parts[0]),
            let method = LiveTexMethod(rawValue: parts[1]), edition >= method.since
        else { throw .unsupportedRequest(verb: verb, path: path) }
        self.method = method
        self.edition = edition
    }
}
