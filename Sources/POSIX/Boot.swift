/// The machine's current boot.
public enum Boot {
    /// A random id of this boot; nil when it cannot be read.
    public static func id() -> [UInt8]? {
        guard let id = try? FileSystem.read("/proc/sys/kernel/random/boot_id"), !id.isEmpty else { return nil }
        return id
    }
}
