import JSON

/// The fields of one request.
///
/// A wrong type, a `null`, an unknown field or an unusual user id is refused with code 9. The real service may accept some
/// of it; here a client's mistake must show.
struct LiveTexParameters {
    private let fields: Fields

    init(_ body: [UInt8], of endpoint: LiveTexEndpoint) throws(LiveTexError) {
        let (method, edition) = (endpoint.method, endpoint.edition)
        guard !body.isEmpty || !method.needsBody else { throw .emptyBody }
        guard let value = body.isEmpty ? [:] : try? JSON(parsing: body), let members = value.object,
            let fields = try? Fields(value)
        else { throw .wrongJSON }
        for (name, value) in members.sorted(by: { $0.key < $1.key }) where method.needsBody {
            guard method.fields.contains(name) else {
                throw .invalidData("\(name) is not a field of \(method.rawValue)")
            }
            if value == .null { throw .invalidData("\(name) must not be null") }
        }
        if edition < .v1_1, members["webhook_event_types"] != nil {
            throw .invalidData("webhook_event_types is not a field of \(method.rawValue) in \(edition.rawValue)")
        }
        self.fields = fields
    }

    /// The `user_id`: 1 to 64 of `[A-Za-z0-9_.:-]`. The vendor states no rule.
    func userID() throws(LiveTexError) -> String {
        let user = try string("user_id")
        let allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.:-".utf8
        guard user.utf8.count <= 64, user.utf8.allSatisfy(allowed.contains) else {
            throw .invalidData("user_id must be at most 64 of [A-Za-z0-9_.:-]")
        }
        return user
    }

    /// A required text with at least one character that is not white space.
    func string(_ name: String) throws(LiveTexError) -> String {
        guard let text = try optionalString(name) else { throw .invalidData("\(name) is missing") }
        guard text.contains(where: { !$0.isWhitespace }) else { throw .invalidData("\(name) is empty") }
        return text
    }

    func optionalString(_ name: String) throws(LiveTexError) -> String? {
        do { return try fields.optionalString(name) } catch { throw .invalidData(error.message) }
    }

    /// A whole number that is not negative.
    func optionalInt(_ name: String) throws(LiveTexError) -> Int64? {
        let number: Int64?
        do { number = try fields.optionalInt(name) } catch { throw .invalidData(error.message) }
        if let number, number < 0 { throw .invalidData("\(name) must not be negative") }
        return number
    }

    /// A map of strings.
    func map(_ name: String, limits: LiveTexLimits) throws(LiveTexError) -> [String: String]? {
        guard let value = fields[name] else { return nil }
        guard let members = value.object else { throw .invalidData("\(name) must be an object, not \(value.kind)") }
        guard members.count <= limits.attributes else {
            throw .invalidData("\(name) must have at most \(limits.attributes) entries")
        }
        var map: [String: String] = [:]
        for (key, value) in members.sorted(by: { $0.key < $1.key }) {
            guard let text = value.string else {
                throw .invalidData("\(name).\(key) must be a string, not \(value.kind)")
            }
            guard key.count <= limits.attributeLength, text.count <= limits.attributeLength else {
                throw .invalidData("\(name).\(key) must not be longer than \(limits.attributeLength) characters")
            }
            map[key] = text
        }
        return map
    }

    func optionalStrings(_ name: String) throws(LiveTexError) -> [String]? {
        guard fields[name] != nil else { return nil }
        do { return try fields.strings(name) } catch { throw .invalidData(error.message) }
    }
}
