import JSON
import POSIX
import TestSupport
import Testing

/// Every host of the catalogue is started with its own files and gets the same requests.
@Suite struct HostTests {
    @Test(arguments: Host.all)
    func answersAsItsDescriptionSays(_ host: Host) async throws {
        let limits = try host.description().limits
        let found = try await Measurements.shared.of(host)
        for probe in Probe.all {
            let answer = found[probe.name] ?? "not asked"
            if let limit = limits[probe.name] {
                #expect(
                    !Probe.matches(answer, probe.expected),
                    "\(host.name): \"\(probe.name)\" is declared as a limit and is none any more")
                #expect(Probe.matches(answer, limit.found), "\(host.name): \(probe.name) gave \(answer)")
            } else {
                #expect(Probe.matches(answer, probe.expected), "\(host.name): \(probe.name) gave \(answer)")
            }
        }
        for name in limits.keys {
            #expect(Probe.all.contains { $0.name == name }, "\(host.name): there is no probe \"\(name)\"")
        }
    }

    @Test func theCatalogueIsNotEmpty() {
        #expect(!Host.all.isEmpty)
    }

    /// The steps that a reader must not miss.
    @Test(arguments: Host.all)
    func itsReadmeHasEveryStep(_ host: Host) throws {
        let readme = String(decoding: try FileSystem.read("\(host.folder)/README.md"), as: UTF8.self)
        #expect(readme.contains("livetex-bridge webhook register"), "LiveTex sends nothing without it")
        // `install` removes the old file before it writes. A receiver that is missing for a moment costs an event.
        #expect(readme.split(separator: "\n").allSatisfy { !$0.hasPrefix("install -m 755 ") || $0.hasSuffix("/new") })
        #expect(!readme.contains("/try`") || readme.contains("/try` of the repository"), "a package has none")
    }

    /// LIVETEX_BRIDGE_WRITE_PAGES=1 writes the page instead (`make pages`).
    @Test func theMatrixShowsTheMeasuredAnswers() async throws {
        var rows: [HostsPage.Row] = []
        for host in Host.all {
            rows.append(
                HostsPage.Row(
                    host: host, description: try host.description(), found: try await Measurements.shared.of(host)))
        }
        let page = HostsPage.text(rows)
        let path = "\(Programs.repository)/docs/hosts.md"
        if Environment.value("LIVETEX_BRIDGE_WRITE_PAGES") == "1" {
            try FileSystem.makeDirectories(FileSystem.directory(of: path), mode: 0o755)
            try FileSystem.replace(path, with: Array(page.utf8), mode: 0o644)
        }
        let committed = String(decoding: try FileSystem.read(path), as: UTF8.self)
        #expect(committed == page, "docs/hosts.md is not what was measured; `make pages` writes it anew")
    }
}
