import Testing

/// What every store has to do. A store's own tests run each check on a new store.
public struct StoreConformance: Sendable, CustomTestStringConvertible {
    private let name: String
    private let check: @Sendable (StoreUnderTest) async throws -> Void

    init(_ name: String, _ check: @escaping @Sendable (StoreUnderTest) async throws -> Void) {
        self.name = name
        self.check = check
    }

    /// All checks.
    public static let checks = records + changes + dueTimes + pages + letters + claims + ends

    /// Runs the check.
    public func callAsFunction(_ subject: StoreUnderTest) async throws { try await check(subject) }

    /// What is checked.
    public var testDescription: String { name }
}
