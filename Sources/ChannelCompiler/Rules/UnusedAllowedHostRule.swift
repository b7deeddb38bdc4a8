import Diagnostics

/// An allowance that nothing uses.
struct UnusedAllowedHostRule: BindingRule {
    static let page = Page(
        code: "unused-allowed-host", severity: .information, title: "An allowed host is not called",
        meaning: "No URL of the binding has this host, so the entry does nothing. It may be left over, or misspelt.",
        example: .binding("allow_private: [10.0.0.7]"),
        mend: "Remove the entry, or correct it.")

    var pages: [Page] { [Self.page] }

    func check(_ binding: BindingView, _ report: Report) {
        // In the defaults an entry may be for other bindings.
        guard let allowed = binding.value(.allowPrivate), allowed.section.kind != .defaults, !allowed.items.isEmpty
        else {
            return
        }
        let fields = [Field.apiURL, .botURL]
        let hosts = fields.compactMap { binding.address($0)?.host }
        // Where a URL cannot be read, nobody knows whom it calls.
        guard hosts.count == fields.compactMap(binding.value).count, fields.allSatisfy(binding.isKnown),
            binding.has(.botURL)
        else { return }
        for item in allowed.items where AllowedHostRule.isHost(item.string) {
            guard !hosts.contains(AllowedHostRule.bare(item.string)) else { continue }
            report.add(Self.page, at: item, "no URL of this binding has the host \(quoted(item.string))")
        }
    }
}
