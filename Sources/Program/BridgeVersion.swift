/// The version of all programs of the bridge, as `--version` prints it.
public let bridgeVersion = "0.1.0"
