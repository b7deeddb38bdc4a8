import ChannelBundle
import Diagnostics

/// Private addresses must be allowed by name.
struct PrivateAddressRule: BindingRule {
    static let page = Page(
        code: "url-private-address", severity: .error, title: "The URL names a private address",
        meaning: """
            A private, link-local or reserved address in a configuration is most often a mistake. Attackers use \
            such addresses to make a server call hosts inside the firewall. So each host must be allowed by name.
            """,
        example: "api: {url: \"https://10.0.0.7\"}",
        fix: "If it is meant, add the host to the binding: `allow_private: [10.0.0.7]`.")

    func check(_ binding: BindingView, _ report: Report) {
        guard binding.isKnown(.allowPrivate) else { return }
        for field in [Field.apiURL, .botURL] {
            guard let value = binding[field], let address = binding.address(field),
                case .special(let special) = address.hostKind,
                !binding.allowedHosts.contains(AddressKind.canonical(host: address.host)),
                binding.isNew(value, to: Self.page)
            else { continue }
            report.add(
                Self.page, at: value, "\(quoted(address.host)) is \(special.rawValue)",
                help: "if it is meant, add allow_private: [\"\(address.host)\"] to the binding")
        }
    }
}
