// swift-tools-version: 6.1
import PackageDescription

// The receiver (livetex-hook) is linked fully static, in a build folder of its own (see the Makefile), so nothing below
// it may depend on libcurl, libyaml, Foundation or FoundationEssentials.
let package = Package(
    name: "livetex-bridge",
    platforms: [.macOS(.v13)],
    products: [
        .executable(name: "livetex-bridge", targets: ["livetex-bridge"]),
        .executable(name: "livetex-hook", targets: ["livetex-hook"]),
        .executable(name: "livetex-courier", targets: ["livetex-courier"]),
        .executable(name: "livetex-sandbox", targets: ["livetex-sandbox"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.1"),
    ],
    targets: [
        // Libraries of the system.
        .systemLibrary(
            name: "CJansson", pkgConfig: "jansson", providers: [.apt(["libjansson-dev"]), .brew(["jansson"])]),
        .systemLibrary(
            name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"]), .brew(["libsodium"])]),
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]),
        .systemLibrary(
            name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"]), .brew(["curl"])]),

        // The ground: values and the operating system.
        .target(name: "JSON", dependencies: ["CJansson"]),
        .target(name: "Cryptography", dependencies: ["CSodium"]),
        .target(name: "CPOSIX"),
        .target(name: "POSIX", dependencies: ["CPOSIX"]),
        .target(name: "Logging", dependencies: ["JSON", "POSIX"]),
        .target(name: "HTTPTransport", dependencies: ["CCurl"]),

        // The pure core, and the two wires: JSON to and from the core's words.
        .target(name: "Dialog", dependencies: ["JSON", "Cryptography"]),
        .target(name: "LiveTex", dependencies: ["Dialog", "JSON"]),
        .target(name: "BotPlatform", dependencies: ["Dialog", "JSON"]),

        // From channels.yaml to the bundle that the other programs read.
        .target(name: "ChannelBundle", dependencies: ["Dialog", "JSON", "Cryptography", "POSIX"]),
        .target(name: "Diagnostics", dependencies: ["JSON"]),
        .target(
            name: "ChannelCompiler", dependencies: ["CYAML", "ChannelBundle", "Diagnostics", "Dialog", "JSON", "POSIX"]),

        // Where dialogs are kept.
        .target(name: "DialogStore", dependencies: ["Dialog", "JSON", "Cryptography", "POSIX", "CPOSIX"]),

        // The requests that make a dialog's calls, before secrets are put in.
        .target(
            name: "Outbound",
            dependencies: ["BotPlatform", "ChannelBundle", "Cryptography", "Dialog", "JSON", "LiveTex"]),

        // The receiver and the courier.
        .target(
            name: "Webhook",
            dependencies: [
                "BotPlatform", "ChannelBundle", "Cryptography", "Dialog", "DialogStore", "JSON", "LiveTex", "Logging",
                "Outbound", "POSIX",
            ]),
        .target(
            name: "Courier",
            dependencies: [
                "BotPlatform", "ChannelBundle", "Dialog", "DialogStore", "HTTPTransport", "JSON", "LiveTex", "Logging",
                "Outbound", "POSIX",
            ]),

        // What people on call do: look, mend, tidy up, check live.
        .target(
            name: "Operations",
            dependencies: [
                "BotPlatform", "ChannelBundle", "Courier", "Cryptography", "Dialog", "DialogStore", "HTTPTransport",
                "JSON",
                "LiveTex", "Outbound", "POSIX",
            ]),

        // A local LiveTex and bot platform that run the real programs.
        .target(
            name: "Sandbox",
            dependencies: [
                "ChannelBundle", "Cryptography", "Dialog", "HTTPTransport", "JSON", "POSIX",
                .product(name: "FlyingFox", package: "FlyingFox"),
            ]),

        // The programs.
        .executableTarget(
            name: "livetex-bridge",
            dependencies: [
                "ChannelBundle", "ChannelCompiler", "Courier", "Diagnostics", "Dialog", "DialogStore", "JSON",
                "Operations",
                "Outbound", "POSIX",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        .executableTarget(
            name: "livetex-hook",
            dependencies: ["ChannelBundle", "DialogStore", "Logging", "Outbound", "POSIX", "Webhook"]),
        .executableTarget(
            name: "livetex-courier",
            dependencies: [
                "BotPlatform", "ChannelBundle", "Courier", "DialogStore", "HTTPTransport", "LiveTex", "Logging",
                "Outbound",
                "POSIX",
            ]),
        .executableTarget(
            name: "livetex-sandbox",
            dependencies: [
                "ChannelBundle", "JSON", "POSIX", "Sandbox",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),

        // Tests.
        .target(name: "TestSupport", dependencies: ["JSON", "POSIX"], path: "Tests/TestSupport"),
        .target(
            name: "SandboxSupport", dependencies: ["JSON", "Sandbox", "TestSupport"], path: "Tests/SandboxSupport"),
        .testTarget(name: "ArchitectureTests", dependencies: ["POSIX", "TestSupport", "Webhook"]),
        .testTarget(name: "BotPlatformTests", dependencies: ["BotPlatform", "Dialog", "JSON", "TestSupport"]),
        .testTarget(
            name: "ChannelBundleTests", dependencies: ["ChannelBundle", "Dialog", "JSON", "POSIX", "TestSupport"]),
        .testTarget(
            name: "ChannelCompilerTests",
            dependencies: ["ChannelBundle", "ChannelCompiler", "Diagnostics", "Dialog", "JSON", "POSIX", "TestSupport"]),
        .testTarget(name: "ConformanceTests", dependencies: ["POSIX", "TestSupport"]),
        .testTarget(
            name: "ContractTests", dependencies: ["BotPlatform", "Dialog", "JSON", "POSIX", "TestSupport", "Webhook"]),
        .testTarget(
            name: "CourierTests",
            dependencies: [
                "BotPlatform", "ChannelBundle", "Courier", "Cryptography", "Dialog", "DialogStore", "HTTPTransport",
                "JSON",
                "Logging", "POSIX", "TestSupport",
            ]),
        .testTarget(name: "DiagnosticsTests", dependencies: ["Diagnostics", "JSON"]),
        .testTarget(name: "DialogStoreTests", dependencies: ["Dialog", "DialogStore", "TestSupport"]),
        .testTarget(name: "DialogTests", dependencies: ["Cryptography", "Dialog", "JSON", "TestSupport"]),
        .testTarget(
            name: "FunctionsTests",
            dependencies: [
                "BotPlatform", "ChannelBundle", "DialogStore", "JSON", "Logging", "POSIX", "Sandbox", "SandboxSupport",
                "TestSupport", "Webhook",
            ]),
        .testTarget(name: "HTTPTransportTests", dependencies: ["HTTPTransport", "POSIX", "TestSupport"]),
        .testTarget(
            name: "InterleavingTests",
            dependencies: [
                "BotPlatform", "Cryptography", "Dialog", "DialogStore", "JSON", "LiveTex", "POSIX", "TestSupport",
            ]),
        .testTarget(name: "JSONTests", dependencies: ["JSON"]),
        .testTarget(name: "LiveTexTests", dependencies: ["Dialog", "JSON", "LiveTex", "TestSupport"]),
        .testTarget(name: "OutboundTests", dependencies: ["Outbound"]),
        .testTarget(name: "POSIXTests", dependencies: ["POSIX", "TestSupport"]),
        .testTarget(
            name: "ProcessTests",
            dependencies: [
                "ChannelBundle", "Cryptography", "Dialog", "DialogStore", "JSON", "POSIX", "Sandbox", "SandboxSupport",
                "TestSupport",
            ]),
        .testTarget(
            name: "TortureTests",
            dependencies: [
                "ChannelBundle", "Cryptography", "Dialog", "DialogStore", "HTTPTransport", "JSON", "POSIX", "Sandbox",
                "SandboxSupport", "TestSupport",
            ]),
        .testTarget(name: "SandboxTests", dependencies: ["Sandbox", "SandboxSupport", "TestSupport"]),
    ],
    swiftLanguageModes: [.v6]
)

// A fuzz target has no `main` of its own: it links only under `--sanitize fuzzer`. So it is there only when asked for.
if Context.environment["LIVETEX_BRIDGE_FUZZ"] != nil {
    package.targets += [
        .executableTarget(
            name: "fuzz-channels", dependencies: ["ChannelCompiler", "Diagnostics"], path: "fuzz/channels"),
        .executableTarget(name: "fuzz-records", dependencies: ["Dialog", "DialogStore"], path: "fuzz/records"),
        .executableTarget(
            name: "fuzz-webhooks",
            dependencies: ["BotPlatform", "Cryptography", "Dialog", "DialogStore", "JSON", "LiveTex"],
            path: "fuzz/webhooks"),
    ]
}
