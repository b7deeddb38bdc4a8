// swift-tools-version: 6.1
import PackageDescription

// The receiver (livetex-hook) is linked fully static, in a build folder of its own (see the Makefile), so nothing below
// it may depend on libcurl, libyaml, Foundation or FoundationEssentials.
let package = Package(
    name: "livetex-bridge",
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
            name: "CJansson", pkgConfig: "jansson", providers: [.apt(["libjansson-dev"])]),
        .systemLibrary(
            name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(
            name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),

        // The ground: values and the operating system.
        .target(name: "JSON", dependencies: ["CJansson"]),
        .target(name: "Cryptography", dependencies: ["CSodium"]),
        .target(name: "CPOSIX"),
        .target(name: "POSIX", dependencies: ["CPOSIX"]),
        .target(name: "Logging", dependencies: ["JSON", "POSIX"]),
        .target(name: "Program", dependencies: ["Logging", "POSIX"]),
        .target(name: "HTTPTransport", dependencies: ["CCurl", "POSIX"]),

        // The pure core, and the two wires: JSON to and from the core's words.
        .target(name: "Dialog", dependencies: ["Cryptography", "JSON"]),
        .target(name: "LiveTex", dependencies: ["Dialog", "JSON"]),
        .target(name: "Platform", dependencies: ["Dialog", "JSON"]),

        // From channels.yaml to the bundle that the other programs read.
        .target(name: "ChannelBundle", dependencies: ["Cryptography", "Dialog", "JSON", "POSIX"]),
        .target(name: "Diagnostics", dependencies: ["JSON"]),
        .target(
            name: "ChannelCompiler",
            dependencies: [
                "CYAML", "ChannelBundle", "Diagnostics", "Dialog", "JSON", "POSIX",
            ]),

        // What is stored of a dialog, where it is stored, and the one place that there is so far.
        .target(name: "Record", dependencies: ["Cryptography", "Dialog", "JSON"]),
        .target(name: "Store", dependencies: ["Dialog", "Record"]),
        .target(
            name: "FlatFileStore", dependencies: ["CPOSIX", "Cryptography", "Dialog", "JSON", "POSIX", "Record", "Store"]),

        // The requests that make a dialog's calls, before secrets are put in.
        .target(
            name: "Outbound",
            dependencies: [
                "ChannelBundle", "Cryptography", "Dialog", "JSON", "LiveTex", "Platform",
            ]),

        // The receiver and the courier.
        .target(
            name: "Receiver",
            dependencies: [
                "ChannelBundle", "Cryptography", "Dialog", "FlatFileStore", "Record", "Store", "JSON", "LiveTex", "Logging", "Outbound",
                "POSIX", "Platform", "Program",
            ]),
        .target(
            name: "Courier",
            dependencies: [
                "ChannelBundle", "Dialog", "FlatFileStore", "Record", "Store", "HTTPTransport", "JSON", "LiveTex", "Logging", "Outbound",
                "POSIX", "Platform",
            ]),

        // What people on call do: look, mend, tidy up, check live.
        .target(
            name: "Operations",
            dependencies: [
                "ChannelBundle", "Courier", "Cryptography", "Dialog", "FlatFileStore", "Record", "Store", "HTTPTransport", "JSON",
                "LiveTex", "Outbound", "POSIX", "Platform",
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
                "ChannelBundle", "ChannelCompiler", "Courier", "Diagnostics", "Dialog", "FlatFileStore", "Record", "Store", "JSON",
                "Operations", "Outbound", "POSIX", "Program",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        .executableTarget(
            name: "livetex-hook",
            dependencies: [
                "ChannelBundle", "FlatFileStore", "Record", "Store", "Logging", "Outbound", "POSIX", "Program", "Receiver",
            ]),
        .executableTarget(
            name: "livetex-courier",
            dependencies: [
                "ChannelBundle", "Courier", "FlatFileStore", "Record", "Store", "HTTPTransport", "Logging", "Outbound", "POSIX", "Program",
            ]),
        .executableTarget(
            name: "livetex-sandbox",
            dependencies: [
                "ChannelBundle", "JSON", "POSIX", "Program", "Sandbox",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),

        // Tests.
        .target(name: "TestSupport", dependencies: ["JSON", "POSIX"], path: "Tests/TestSupport"),
        .target(
            name: "SandboxSupport", dependencies: ["JSON", "Sandbox", "TestSupport"], path: "Tests/SandboxSupport"),
        .testTarget(name: "ArchitectureTests", dependencies: ["POSIX", "Receiver", "TestSupport"]),
        .testTarget(name: "PlatformTests", dependencies: ["Dialog", "JSON", "Platform", "TestSupport"]),
        .testTarget(
            name: "ChannelBundleTests",
            dependencies: [
                "ChannelBundle", "Dialog", "JSON", "POSIX", "TestSupport",
            ]),
        .testTarget(
            name: "ChannelCompilerTests",
            dependencies: [
                "ChannelBundle", "ChannelCompiler", "Diagnostics", "Dialog", "JSON", "POSIX", "TestSupport",
            ]),
        .testTarget(name: "ConformanceTests", dependencies: ["POSIX", "TestSupport"]),
        .testTarget(
            name: "ContractTests",
            dependencies: [
                "Dialog", "JSON", "POSIX", "Platform", "Receiver", "TestSupport",
            ]),
        .testTarget(
            name: "CourierTests",
            dependencies: [
                "ChannelBundle", "Courier", "Cryptography", "Dialog", "FlatFileStore", "Record", "Store", "HTTPTransport", "JSON",
                "Logging", "POSIX", "Platform", "TestSupport",
            ]),
        .testTarget(name: "DiagnosticsTests", dependencies: ["Diagnostics", "JSON"]),
        .testTarget(
            name: "FlatFileStoreTests",
            dependencies: [
                "Cryptography", "Dialog", "FlatFileStore", "Record", "Store", "JSON", "POSIX", "TestSupport",
            ]),
        .testTarget(name: "DialogTests", dependencies: ["Cryptography", "Dialog", "JSON", "TestSupport"]),
        .testTarget(
            name: "FunctionsTests",
            dependencies: [
                "ChannelBundle", "Dialog", "FlatFileStore", "Record", "Store", "JSON", "Logging", "POSIX", "Platform", "Program",
                "Receiver", "Sandbox", "SandboxSupport", "TestSupport",
            ]),
        .testTarget(name: "HTTPTransportTests", dependencies: ["HTTPTransport", "POSIX", "TestSupport"]),
        .testTarget(
            name: "InterleavingTests",
            dependencies: [
                "Cryptography", "Dialog", "FlatFileStore", "Record", "Store", "JSON", "LiveTex", "POSIX", "Platform", "TestSupport",
            ]),
        .testTarget(name: "JSONTests", dependencies: ["JSON"]),
        .testTarget(name: "LiveTexTests", dependencies: ["Dialog", "JSON", "LiveTex", "TestSupport"]),
        .testTarget(name: "OutboundTests", dependencies: ["Outbound"]),
        .testTarget(name: "ProgramTests", dependencies: ["POSIX", "Program"]),
        .testTarget(name: "POSIXTests", dependencies: ["POSIX", "TestSupport"]),
        .testTarget(
            name: "ProcessTests",
            dependencies: [
                "ChannelBundle", "Cryptography", "Dialog", "FlatFileStore", "Record", "Store", "JSON", "POSIX", "Program", "Sandbox",
                "SandboxSupport", "TestSupport",
            ]),
        .testTarget(
            name: "TortureTests",
            dependencies: [
                "ChannelBundle", "Cryptography", "Dialog", "FlatFileStore", "Record", "Store", "HTTPTransport", "JSON", "POSIX", "Sandbox",
                "SandboxSupport", "TestSupport",
            ]),
        .testTarget(name: "SandboxTests", dependencies: ["ChannelBundle", "JSON", "POSIX", "Sandbox", "TestSupport"]),
    ],
    swiftLanguageModes: [.v6]
)

// A fuzz target has no `main` of its own: it links only under `--sanitize fuzzer`. So it is there only when asked for.
if Context.environment["LIVETEX_BRIDGE_FUZZ"] != nil {
    package.targets += [
        .executableTarget(
            name: "fuzz-channels",
            dependencies: [
                "ChannelCompiler", "Diagnostics",
            ], path: "fuzz/channels"),
        .executableTarget(name: "fuzz-records", dependencies: ["Dialog", "FlatFileStore", "Record"], path: "fuzz/records"),
        .executableTarget(
            name: "fuzz-webhooks",
            dependencies: [
                "Cryptography", "Dialog", "JSON", "LiveTex", "Platform", "Record",
            ], path: "fuzz/webhooks"),
    ]
}
