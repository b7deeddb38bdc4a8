/// The counts of a run of crash tests.
struct Tally: Sendable {
    var killed = 0
    var faults = 0
    var webhooks = 0
    var checked = 0
    var lost = 0
    var doubled = 0
    var disordered = 0
    /// What went wrong, for a failed test.
    var findings: [String] = []

    /// Counts the differences between what arrived and what should have.
    mutating func compare(_ expected: Effects, _ found: Effects, at place: String) {
        for (wanted, seen) in [(expected.liveTex, found.liveTex), (expected.platform, found.platform)] {
            checked += wanted.count
            guard wanted != seen else { continue }
            let missing = wanted.filter { !seen.contains($0) }.count
            let superfluous = max(0, seen.count - (wanted.count - missing))
            lost += missing
            doubled += superfluous
            if missing == 0, superfluous == 0 { disordered += 1 }
            findings.append("\(place): expected \(wanted), found \(seen)")
        }
    }

    static func + (left: Tally, right: Tally) -> Tally {
        Tally(
            killed: left.killed + right.killed, faults: left.faults + right.faults,
            webhooks: left.webhooks + right.webhooks,
            checked: left.checked + right.checked, lost: left.lost + right.lost, doubled: left.doubled + right.doubled,
            disordered: left.disordered + right.disordered, findings: left.findings + right.findings)
    }

    static let heading = row("", ["killed", "faults", "webhooks", "effects", "lost", "doubled", "disordered"])

    /// A line of the table.
    func row(_ title: String) -> String {
        Self.row(title, [killed, faults, webhooks, checked, lost, doubled, disordered].map(String.init))
    }

    private static func row(_ title: String, _ cells: [String]) -> String {
        title + String(repeating: " ", count: max(0, 44 - title.count))
            + cells.map { String(repeating: " ", count: max(1, 11 - $0.count)) + $0 }.joined()
    }
}
