// swift-tools-version: 6.1
import PackageDescription

// The receiver (livetex-hook) is linked fully static, in a build folder of its own (see the Makefile),
// so nothing below it may depend on libcurl, libyaml, Foundation or FoundationEssentials.
let package = Package(
    name: "livetex-bridge",
    platforms: [.macOS(.v13)],
    products: [
        .executable(name: "livetex-bridge", targets: ["livetex-bridge"]),
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

        // What the compiler writes and the other programs read.
        .target(name: "ChannelBundle", dependencies: ["Dialog", "JSON", "Cryptography", "POSIX"]),

        // From channels.yaml to a bundle.
        .target(name: "Diagnostics", dependencies: ["JSON"]),
        .target(name: "ChannelCompiler", dependencies: ["CYAML", "ChannelBundle", "Diagnostics", "Dialog", "JSON", "POSIX"]),

        // The programs.
        .executableTarget(
            name: "livetex-bridge",
            dependencies: [
                "ChannelBundle", "ChannelCompiler", "Diagnostics", "JSON", "POSIX",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),

        // Tests.
        .target(name: "TestSupport", dependencies: ["POSIX"], path: "Tests/TestSupport"),
        .testTarget(name: "JSONTests", dependencies: ["JSON"]),
        .testTarget(name: "POSIXTests", dependencies: ["POSIX", "TestSupport"]),
    ],
    swiftLanguageModes: [.v6]
)
