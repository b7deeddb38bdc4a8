/// An edition of the Messaging API, as the path names it.
public enum LiveTexEdition: String, Hashable, Sendable, CaseIterable, Comparable {
    /// Without `getHistory` and `getCurrentDestination`.
    case v1_0 = "1.0"
    /// With `webhook_event_types`, `nick_name` and `EmployeeAvailabilityChanged`.
    case v1_1 = "1.1"
    /// With `is_available` and `avatar_url`; `SelectDestination` comes once per conversation.
    case v1_2 = "1.2"

    /// Editions are ordered by age.
    public static func < (left: LiveTexEdition, right: LiveTexEdition) -> Bool { left.rawValue < right.rawValue }
}
