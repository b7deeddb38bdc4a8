import POSIX
import TestSupport
import Testing

/// The script that `make package HOST=…` calls with the release programs.
@Suite struct PackageTests {
    /// The machine of a person who packs: file mode, time of writing, time zone and language.
    private struct Packer {
        var umask: String
        var date: String
        var variables: [String: String]

        static let both = [
            Packer(umask: "022", date: "2026-11-23 08:00", variables: ["TZ": "Europe/Moscow", "LC_ALL": "C.UTF-8"]),
            Packer(umask: "077", date: "2001-01-01 00:00", variables: ["TZ": "America/New_York"]),
        ]

        func pack(_ host: String, programs: String, in directory: TemporaryDirectory) async throws -> String {
            let place = directory("packed-\(umask)")
            let script = """
                set -eu
                umask \(umask)
                mkdir \(place)
                "$1/livetex-bridge" compile channels.yaml -o \(place)/bundle
                cp "$2/livetex-hook" "$2/livetex-courier" \(place)
                touch -d '\(date)' \(place)/livetex-* \(place)/bundle/manifest.json
                scripts/package \(host) \(place) \(place)/bundle \(place)/archive.tar.gz
                """
            let compiler = FileSystem.directory(of: try Programs.path("livetex-bridge"))
            let result = try await Subprocess(
                "/bin/sh", ["-c", script, "sh", compiler, programs],
                environment: variables.merging(["PATH": "/usr/bin:/bin"]) { $1 }, directory: Programs.repository
            ).finish()
            #expect(result.ending == .exited(0), "\(result.errorText)")
            return "\(place)/archive.tar.gz"
        }
    }

    private static func list(_ archive: String) async throws -> [String] {
        let result = try await Subprocess(
            "/bin/tar", ["--list", "--verbose", "--numeric-owner", "--utc", "--full-time", "--file", archive],
            environment: ["PATH": "/usr/bin:/bin"]
        ).finish()
        return result.outputText.split(separator: "\n").map(String.init)
    }

    @Test(arguments: Host.all)
    func aPackageHasTheSameBytesOnEveryMachine(_ host: Host) async throws {
        let directory = try TemporaryDirectory()
        try directory.write("the receiver", to: "programs/livetex-hook")
        try directory.write("the courier", to: "programs/livetex-courier")
        var archives: [String] = []
        for packer in Packer.both {
            archives.append(try await packer.pack(host.name, programs: directory("programs"), in: directory))
        }
        #expect(try FileSystem.read(archives[0]) == FileSystem.read(archives[1]))

        let lines = try await Self.list(archives[0])
        let names = lines.compactMap { $0.split(separator: " ").last.map(String.init) }
        #expect(names == names.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) })
        #expect(lines.allSatisfy { $0.contains(" 0/0 ") && $0.contains(" 2020-01-01 00:00:00 ") }, "\(lines)")
        #expect(
            Set(names).isSuperset(of: [
                "./README.md", "./bin/livetex-hook", "./bin/livetex-courier", "./bundle/manifest.json",
                "./functions/\(host.name)/README.md",
            ]))
        #expect(!names.contains { $0.hasSuffix("/try") || $0.hasSuffix("/host.json") })
        #expect(names.contains("./functions/environment.example") == (try !host.description().isFunction))
        #expect(!lines.contains { $0.hasPrefix("l") }, "a link may lead nowhere on another machine")
    }

    @Test func anUnpackedPackageRuns() async throws {
        let directory = try TemporaryDirectory()
        let programs = FileSystem.directory(of: try Programs.path("livetex-hook"))
        let archive = try await Packer.both[1].pack("lighttpd", programs: programs, in: directory)
        try FileSystem.makeDirectory(directory("unpacked"))
        try await Self.run("/bin/tar", ["--extract", "--directory", directory("unpacked"), "--file", archive])
        try await Self.run(directory("unpacked/bin/livetex-hook"), ["--help"])
        let dryRun = [
            "bot", "support", "--dry-run", "--bundle", directory("unpacked/bundle"),
        ]
        try await Self.run(directory("unpacked/bin/livetex-hook"), dryRun, input: SampleEvent.text)
    }

    /// The package's commands run twice: for an installation and for an upgrade.
    @Test func theReadmesCommandsInstallAndUpgrade() async throws {
        let directory = try TemporaryDirectory()
        let readme = String(
            decoding: try FileSystem.read("\(Programs.repository)/functions/package.md"), as: UTF8.self)
        let block = try #require(readme.firstMatch(of: /```sh\n(for (?s).*?)```/)).1
        let commands =
            "set -e\n"
            + block.replacing("/usr/local", with: directory("local"))
            .replacing("/etc/livetex-bridge", with: directory("etc")).replacing("$(date +%s)", with: "$1")
        try FileSystem.makeDirectories(directory("local/bin"))
        for version in ["1", "2"] {
            try directory.write("receiver \(version)", to: "package/bin/livetex-hook")
            try directory.write("courier \(version)", to: "package/bin/livetex-courier")
            try directory.write("manifest \(version)", to: "package/bundle/manifest.json")
            let result = try await Subprocess(
                "/bin/sh", ["-c", commands, "sh", version], environment: ["PATH": "/usr/bin:/bin"],
                directory: directory("package")
            ).finish()
            #expect(result.ending == .exited(0), "\(result.errorText)")
            for (path, text) in [
                ("local/bin/livetex-hook", "receiver"), ("local/bin/livetex-courier", "courier"),
                ("etc/bundle/manifest.json", "manifest"),
            ] {
                let content = String(decoding: try FileSystem.read(directory(path)), as: UTF8.self)
                #expect(content == "\(text) \(version)")
            }
            #expect(try FileSystem.list(directory("local/bin")).sorted() == ["livetex-courier", "livetex-hook"])
        }
    }

    private static func run(_ program: String, _ arguments: [String], input: String = "") async throws {
        let result = try await Subprocess(program, arguments, environment: ["PATH": "/usr/bin:/bin"]).finish(
            input: Array(input.utf8))
        #expect(result.ending == .exited(0), "\(program): \(result.errorText)")
    }

    /// The error comes before the build.
    @Test func aMissingHostIsReportedBeforeTheBuild() async throws {
        for (host, problem) in [("", "which one?"), ("iis", "there is no host \"iis\"")] {
            let result = try await Subprocess(
                "/usr/bin/make", ["--no-print-directory", "package", "HOST=\(host)", "SWIFT=/bin/false"],
                environment: ["PATH": "/usr/bin:/bin"], directory: Programs.repository
            ).finish()
            #expect(result.ending == .exited(2))
            #expect(result.outputText == "")
            #expect(result.errorText.hasPrefix("package: \(problem)"), "\(result.errorText)")
        }
    }

    @Test func anUnknownHostIsReportedWithTheKnownNames() async throws {
        let result = try await Subprocess(
            "\(Programs.repository)/scripts/package", ["iis", "/tmp", "/tmp", "/tmp/none"],
            environment: ["PATH": "/usr/bin:/bin"]
        ).finish()
        #expect(result.ending == .exited(2))
        #expect(
            result.errorText
                == "package: there is no host \"iis\"; there are: \(Host.all.map(\.name).joined(separator: " "))\n")
    }
}
