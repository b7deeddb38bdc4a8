import ChannelBundle
import Diagnostics

/// Entries of `allow_private` that no URL uses.
struct UnusedAllowedHostRule: BindingRule {
    static let page = Page(
        code: "unused-allowed-host", severity: .information, title: "An allowed host is not called",
        meaning: "No URL of the binding has this host, so the entry does nothing. It may be left over, or misspelt.",
        example: "allow_private: [10.0.0.7]",
        fix: "Remove the entry, or correct it.")

    func check(_ binding: BindingView, _ report: Report) {
        // In the defaults an entry may be for other bindings.
        guard let allowed = binding[.allowPrivate], !allowed.isDefault else { return }
        let fields = [Field.apiURL, .botURL]
        let hosts = fields.compactMap { binding.address($0).map { AddressKind.canonical(host: $0.host) } }
        // Where a URL cannot be read, its host is not known.
        guard hosts.count == fields.compactMap({ binding[$0] }).count, fields.allSatisfy(binding.isKnown),
            binding.has(.botURL)
        else { return }
        for item in allowed.items where AllowedHostRule.isHost(item.string) {
            guard !hosts.contains(AddressKind.canonical(host: item.string)) else { continue }
            report.add(Self.page, at: item, "no URL of this binding has the host \(item.quoted)")
        }
    }
}
