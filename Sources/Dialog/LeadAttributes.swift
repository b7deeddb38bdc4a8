import JSON

/// The attributes that LiveTex shows in a dialog's header. LiveTex's limits are unpublished; these are what its samples
/// and chat services of its kind make likely, and a selection with refused attributes would be no transfer at all.
public enum LeadAttributes {
    /// The most attributes of one lead.
    public static let maximumCount = 20
    /// The longest name and the longest value, in Unicode code points: that is how databases count characters.
    public static let maximumLength = 255

    /// A value as LiveTex takes it, as text; nil for what is no value.
    public static func text(_ value: JSON) -> String? {
        switch value {
        case .string(let text): text
        case .int(let number): String(number)
        case .double(let number):
            number == number.rounded() && abs(number) < 1e15 ? String(Int64(number)) : String(number)
        case .bool(let flag): String(flag)
        case .null, .array, .object: nil
        }
    }
}
