/// Keeps the claims of couriers on bindings.
///
/// A courier delivers only for bindings that it has claimed: what it knows of a binding, such as calls in flight and
/// requests to slow down, holds only if no other courier delivers for it.
public protocol ClaimStore: Sendable {
    /// Whether a claim of one binding is a claim of all bindings.
    var claimsCoverAllBindings: Bool { get }

    /// Claims a binding, or renews the holder's own claim.
    ///
    /// - Parameters:
    ///   - holder: the same text for the whole life of one courier, and for no other.
    ///   - milliseconds: how long the claim holds if it is not renewed. A store that notices the end of a holder may ignore
    ///     it.
    func claim(_ binding: String, by holder: String, for milliseconds: Int64) throws(StoreError) -> Claim

    /// Gives a claim up; nothing happens when the holder has none.
    func release(_ binding: String, by holder: String) throws(StoreError)

    /// Who has claimed a binding; nil when it is free.
    func holder(of binding: String) throws(StoreError) -> String?
}

/// The answer to a claim.
public enum Claim: Hashable, Sendable {
    /// The binding is the asking courier's.
    case granted
    /// Another courier has the binding.
    ///
    /// - until: when its claim ends if it is not renewed, in milliseconds since 1970; nil where that is not known.
    case held(by: String, until: Int64?)
}
