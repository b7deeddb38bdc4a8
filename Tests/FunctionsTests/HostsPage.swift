/// `docs/hosts.md`: what was measured, for people who choose a host.
enum HostsPage {
    struct Row {
        var host: Host
        var description: Host.Description
        var found: [String: String]
    }

    static func text(_ rows: [Row]) -> String {
        var lines = [
            "# Hosts",
            "",
            "This page shows how each host of [functions/](../functions/README.md) answers the same requests. `make test`",
            "starts every host with the files of its folder and with the real programs, and fails if the answers differ",
            "from this page. `make pages` writes the page. The hosts marked as emulated follow their documentation.",
            "",
            "✓ means the answer listed below, which is the receiver's own. A cell with any other answer shows it as",
            "measured; [Limits](#limits) gives the reason.",
            "",
        ]
        lines.append("| host | " + Probe.all.map(\.name).joined(separator: " | ") + " |")
        lines.append("|---|" + Probe.all.map { _ in "---|" }.joined())
        for row in rows {
            let cells = Probe.all.map { probe in
                let found = row.found[probe.name] ?? ""
                return Probe.matches(found, probe.expected) ? "✓" : found
            }
            lines.append(
                "| [\(row.description.title)](../functions/\(row.host.name)/README.md) | "
                    + cells.joined(separator: " | ") + " |")
        }
        lines += ["", "## Questions", "", "| | what is sent | answer |", "|---|---|---|"]
        for probe in Probe.all { lines.append("| \(probe.name) | \(probe.question) | \(probe.expected) |") }
        lines += ["", "## Limits", ""]
        for row in rows {
            let limits = Probe.all.compactMap { probe in row.description.limits[probe.name].map { (probe.name, $0) } }
            guard !limits.isEmpty else { continue }
            lines += ["**\(row.description.title)**", ""]
            lines += limits.map { "- \($0.0): \($0.1.found). \($0.1.reason)" }
            lines.append("")
        }
        return lines.joined(separator: "\n")
    }
}
