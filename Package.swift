// swift-tools-version: 6.1
import PackageDescription

// The receiver (livetex-hook) is linked fully static, in its own build folder (see the Makefile). None of its modules may
// depend on libcurl, libyaml, Foundation or FoundationEssentials.

/// The files of the sandbox's page, in Sources/Sandbox/Page.
let page = [
    "api.js", "bridge.js", "calls.js", "dom.js", "faults.js", "icon.svg", "index.html", "lead.js", "operators.js",
    "page.css", "page.js", "samples.js", "words.js",
]

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
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.1"),
    ],
    targets: [
        // System libraries.
        .systemLibrary(
            name: "CJansson", pkgConfig: "jansson", providers: [.apt(["libjansson-dev"])]),
        .systemLibrary(
            name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(
            name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),

        // Base modules: values and the operating system.
        .target(name: "Text"),
        .target(name: "JSON", dependencies: ["CJansson", "Text"]),
        .target(name: "Cryptography", dependencies: ["CSodium", "Text"]),
        .target(name: "CPOSIX"),
        .target(name: "POSIX", dependencies: ["CPOSIX"]),
        .target(name: "Logging", dependencies: ["JSON", "POSIX", "Text"]),
        .target(name: "Program", dependencies: ["Logging", "POSIX", "Text"]),

        // The pure core, and the JSON of LiveTex and of the platform.
        .target(name: "Dialog", dependencies: ["Cryptography", "JSON", "Text"]),
        .target(name: "LiveTex", dependencies: ["Dialog", "JSON", "Text"]),
        .target(name: "Platform", dependencies: ["Dialog", "JSON", "Text"]),

        // The compiler: from channels.yaml to the bundle.
        .target(name: "ChannelBundle", dependencies: ["Cryptography", "Dialog", "JSON", "POSIX", "Text"]),
        .target(name: "Diagnostics", dependencies: ["JSON", "Text"]),
        .target(
            name: "ChannelCompiler",
            dependencies: [
                "CYAML", "ChannelBundle", "Diagnostics", "Dialog", "JSON", "Text",
            ]),

        // HTTP over libcurl. The bundle's module judges which addresses may be called.
        .target(name: "HTTPTransport", dependencies: ["CCurl", "ChannelBundle", "POSIX"]),

        // What is stored of a dialog, how it is stored, and the store in files.
        .target(name: "Record", dependencies: ["Cryptography", "Dialog", "JSON", "Text"]),
        .target(name: "Store", dependencies: ["Cryptography", "Dialog", "JSON", "Record"]),
        .target(
            name: "FlatFileStore",
            dependencies: [
                "Cryptography", "Dialog", "JSON", "POSIX", "Record", "Store",
            ]),

        // The HTTP requests of a dialog's calls, before secrets are filled in.
        .target(
            name: "Outbound",
            dependencies: [
                "ChannelBundle", "Cryptography", "Dialog", "JSON", "LiveTex", "Platform", "Text",
            ]),

        // The receiver and the courier.
        .target(
            name: "Receiver",
            dependencies: [
                "ChannelBundle", "Cryptography", "Dialog", "JSON", "LiveTex", "Logging", "Outbound", "POSIX",
                "Platform", "Program", "Record", "Store", "Text",
            ]),
        .target(
            name: "Courier",
            dependencies: [
                "ChannelBundle", "Dialog", "HTTPTransport", "JSON", "LiveTex", "Logging", "Outbound", "POSIX",
                "Platform", "Record", "Store", "Text",
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "HeapModule", package: "swift-collections"),
            ]),

        // The commands for people on call: look, fix, clean up, check live.
        .target(
            name: "Operations",
            dependencies: [
                "ChannelBundle", "Courier", "Cryptography", "Dialog", "HTTPTransport", "JSON", "LiveTex", "Outbound",
                "Record", "Store", "Text",
            ]),

        // LiveTex as a value: for the sandbox and for tests.
        .target(name: "LiveTexModel", dependencies: ["Cryptography", "JSON"]),

        // A local LiveTex and a local platform for tests and demos.
        .target(
            name: "Sandbox",
            dependencies: [
                "ChannelBundle", "Cryptography", "Dialog", "HTTPTransport", "JSON", "LiveTexModel", "POSIX", "Text",
                .product(name: "FlyingFox", package: "FlyingFox"),
            ],
            // The page's files become part of the program: it needs no files when it runs.
            resources: page.map { .embedInCode("Page/\($0)") }),

        // The programs.
        .executableTarget(
            name: "livetex-bridge",
            dependencies: [
                "ChannelBundle", "ChannelCompiler", "Courier", "Diagnostics", "Dialog", "FlatFileStore", "JSON",
                "Operations", "Outbound", "POSIX", "Program", "Record", "Store", "Text",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        .executableTarget(
            name: "livetex-hook",
            dependencies: [
                "ChannelBundle", "FlatFileStore", "Logging", "Outbound", "POSIX", "Program", "Receiver", "Store",
                "Text",
            ]),
        .executableTarget(
            name: "livetex-courier",
            dependencies: [
                "ChannelBundle", "Courier", "FlatFileStore", "HTTPTransport", "Logging", "Outbound", "POSIX",
                "Program", "Record", "Store", "Text",
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
        .target(
            name: "StoreConformance", dependencies: ["Cryptography", "Dialog", "POSIX", "Record", "Store"],
            path: "Tests/StoreConformance"),
        .testTarget(
            name: "StoreTests",
            dependencies: ["Cryptography", "Dialog", "Record", "Store", "StoreConformance", "TestSupport"]),
        .testTarget(name: "ArchitectureTests", dependencies: ["POSIX", "TestSupport"]),
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
                "ChannelBundle", "Courier", "Cryptography", "Dialog", "FlatFileStore", "HTTPTransport", "JSON",
                "LiveTexModel", "Logging", "POSIX", "Platform", "Record", "Store", "TestSupport",
            ]),
        .testTarget(name: "DiagnosticsTests", dependencies: ["Diagnostics", "JSON"]),
        .testTarget(
            name: "FlatFileStoreTests",
            dependencies: [
                "Cryptography", "Dialog", "FlatFileStore", "JSON", "POSIX", "Record", "Store", "StoreConformance",
                "TestSupport",
            ]),
        .testTarget(name: "DialogTests", dependencies: ["Cryptography", "Dialog", "JSON", "TestSupport"]),
        .testTarget(
            name: "FunctionsTests",
            dependencies: [
                "ChannelBundle", "Dialog", "FlatFileStore", "JSON", "Logging", "POSIX", "Platform", "Program",
                "Receiver", "Record", "Sandbox", "SandboxSupport", "Store", "TestSupport",
            ]),
        .testTarget(
            name: "HTTPTransportTests",
            dependencies: [
                "ChannelBundle", "ChannelCompiler", "Diagnostics", "HTTPTransport", "POSIX", "TestSupport",
            ]),
        .testTarget(
            name: "InterleavingTests",
            dependencies: [
                "ChannelBundle", "Courier", "Cryptography", "Dialog", "HTTPTransport", "JSON", "LiveTex",
                "LiveTexModel", "Logging", "POSIX", "Platform", "Record", "Store", "TestSupport", "Text",
            ]),
        .testTarget(name: "JSONTests", dependencies: ["JSON"]),
        .testTarget(name: "LiveTexModelTests", dependencies: ["JSON", "LiveTexModel"]),
        .testTarget(name: "LiveTexTests", dependencies: ["Dialog", "JSON", "LiveTex", "TestSupport"]),
        .testTarget(
            name: "OperationsTests",
            dependencies: [
                "ChannelBundle", "Cryptography", "Dialog", "JSON", "Operations", "Record", "Store", "StoreConformance",
            ]),
        .testTarget(name: "OutboundTests", dependencies: ["ChannelBundle", "Dialog", "JSON", "Outbound", "POSIX"]),
        .testTarget(name: "ProgramTests", dependencies: ["POSIX", "Program"]),
        .testTarget(name: "POSIXTests", dependencies: ["POSIX", "TestSupport"]),
        .testTarget(
            name: "ProcessTests",
            dependencies: [
                "ChannelBundle", "Cryptography", "Dialog", "FlatFileStore", "JSON", "LiveTexModel", "POSIX",
                "Program", "Record", "Sandbox", "SandboxSupport", "Store", "TestSupport",
            ]),
        .testTarget(
            name: "TortureTests",
            dependencies: [
                "ChannelBundle", "Cryptography", "Dialog", "FlatFileStore", "HTTPTransport", "JSON", "POSIX",
                "Record", "Sandbox", "SandboxSupport", "Store", "TestSupport",
            ]),
        .testTarget(name: "TextTests", dependencies: ["Text"]),
        .testTarget(
            name: "SandboxTests",
            dependencies: [
                "ChannelBundle", "JSON", "LiveTexModel", "POSIX", "Sandbox", "TestSupport",
            ]),
    ],
    swiftLanguageModes: [.v6]
)

// A fuzz target has no `main` and links only with `--sanitize fuzzer`. So the targets exist only on request.
if Context.environment["LIVETEX_BRIDGE_FUZZ"] != nil {
    package.targets += [
        .executableTarget(
            name: "fuzz-channels",
            dependencies: [
                "ChannelCompiler", "Diagnostics",
            ], path: "fuzz/channels"),
        .executableTarget(
            name: "fuzz-records",
            dependencies: [
                "Dialog", "FlatFileStore", "Record",
            ], path: "fuzz/records"),
        .executableTarget(
            name: "fuzz-webhooks",
            dependencies: [
                "Cryptography", "Dialog", "JSON", "LiveTex", "Platform", "Record",
            ], path: "fuzz/webhooks"),
    ]
}
