import ChannelBundle

/// Looks secrets up where this program runs.
enum SecretPresence {
    /// Why a secret cannot be had; nil when it can. The value itself is dropped at once.
    static func absence(_ reference: SecretReference) -> String? {
        do throws(SecretError) {
            _ = try reference.resolve()
            return nil
        } catch {
            return error.description
        }
    }
}
