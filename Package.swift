// swift-tools-version: 6.1
import PackageDescription

// The receiver (livetex-hook) is linked fully static, in a build folder of its own (see the Makefile),
// so nothing below it may depend on libcurl, libyaml, Foundation or FoundationEssentials.
let package = Package(
    name: "livetex-bridge",
    platforms: [.macOS(.v13)],
    products: [
        .executable(name: "livetex-sandbox", targets: ["livetex-sandbox"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.1"),
    ],
    targets: [
        // Libraries of the system.
        .systemLibrary(name: "CJansson", pkgConfig: "jansson", providers: [.apt(["libjansson-dev"]), .brew(["jansson"])]),
        .systemLibrary(name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"]), .brew(["libsodium"])]),
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]),
        .systemLibrary(
            name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"]), .brew(["curl"])]),

        // The ground: values and the operating system.
        .target(name: "JSON", dependencies: ["CJansson"]),
        .target(name: "Cryptography", dependencies: ["CSodium"]),
        .target(name: "CPOSIX"),
        .target(name: "POSIX", dependencies: ["CPOSIX"]),

        // The pure core.
        .target(name: "Dialog", dependencies: ["JSON", "Cryptography"]),

        // The two wires: JSON to and from the core's words.
        .target(name: "LiveTex", dependencies: ["Dialog", "JSON"]),
        .target(name: "BotPlatform", dependencies: ["Dialog", "JSON"]),

        // The network.
        .target(name: "HTTPTransport", dependencies: ["CCurl"]),

        // What the compiler writes and the other programs read.
        .target(name: "ChannelBundle", dependencies: ["Dialog", "JSON", "Cryptography", "POSIX"]),

        // The requests that make a dialog's calls, before secrets are put in.
        .target(
            name: "Outbound", dependencies: ["BotPlatform", "ChannelBundle", "Cryptography", "Dialog", "JSON", "LiveTex"]),
        .target(name: "Logging", dependencies: ["JSON", "POSIX"]),

        // Where dialogs are kept.
        .target(name: "DialogStore", dependencies: ["Dialog", "JSON", "Cryptography", "POSIX", "CPOSIX"]),

        // The receiver.
        .target(
            name: "Webhook",
            dependencies: [
                "BotPlatform", "ChannelBundle", "Cryptography", "Dialog", "DialogStore", "JSON", "LiveTex", "Logging",
                "Outbound", "POSIX",
            ]),

        .executableTarget(
            name: "livetex-hook",
            dependencies: ["ChannelBundle", "DialogStore", "Logging", "Outbound", "POSIX", "Webhook"]),

        // The courier.
        .target(
            name: "Courier",
            dependencies: [
                "BotPlatform", "ChannelBundle", "Dialog", "DialogStore", "HTTPTransport", "JSON", "LiveTex", "Logging",
                "Outbound", "POSIX",
            ]),
        .executableTarget(
            name: "livetex-courier",
            dependencies: [
                "BotPlatform", "ChannelBundle", "Courier", "DialogStore", "HTTPTransport", "LiveTex", "Logging", "Outbound",
                "POSIX",
            ]),

        // A local LiveTex and bot platform that run the real programs.
        .target(
            name: "Sandbox",
            dependencies: [
                "ChannelBundle", "Cryptography", "Dialog", "HTTPTransport", "JSON", "POSIX",
                .product(name: "FlyingFox", package: "FlyingFox"),
            ]),
        .executableTarget(
            name: "livetex-sandbox",
            dependencies: [
                "ChannelBundle", "JSON", "POSIX", "Sandbox",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),

        // Tests.
        .target(name: "TestSupport", dependencies: ["POSIX"], path: "Tests/TestSupport"),
        .testTarget(name: "HTTPTransportTests", dependencies: ["HTTPTransport", "TestSupport"]),
        .testTarget(name: "JSONTests", dependencies: ["JSON"]),
        .testTarget(name: "POSIXTests", dependencies: ["POSIX", "TestSupport"]),
        .testTarget(name: "SandboxTests", dependencies: ["Sandbox", "TestSupport"]),
    ],
    swiftLanguageModes: [.v6]
)
