/// The machine's current boot.
public enum Boot {
    /// An id that no other boot has; nil where the kernel does not tell.
    public static func id() -> [UInt8]? { try? FileSystem.read("/proc/sys/kernel/random/boot_id") }
}
