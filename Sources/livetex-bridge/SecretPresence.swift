import ChannelBundle

/// Checks whether secrets are present on this machine.
enum SecretPresence {
    /// Why a secret cannot be read; nil when it can. The value is not kept.
    static func absence(_ reference: SecretReference) -> String? {
        do throws(SecretError) {
            _ = try reference.resolve()
            return nil
        } catch {
            return error.description
        }
    }
}
