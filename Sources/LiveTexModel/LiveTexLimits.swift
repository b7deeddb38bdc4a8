/// Limits that the vendor does not publish. The figures are assumptions.
public struct LiveTexLimits: Hashable, Sendable {
    /// The longest text, in characters.
    public var text = 4096
    /// The largest number of entries in an attribute map.
    public var attributes = 20
    /// The longest attribute name or value, in characters.
    public var attributeLength = 255
    /// The largest number of entries in one answer of `getHistory`.
    public var historyPage = Int.max
}
