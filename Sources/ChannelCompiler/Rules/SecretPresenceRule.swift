/// With `--env`: whether every secret is there and can be used.
struct SecretPresenceRule: ValueRule {
    static let page = Page(
        code: "secret-not-present", severity: .error, title: "A secret is not there",
        meaning: """
            `check --env` looks every secret up in the environment in which it runs itself: the variable is not set or \
            is empty, or the file cannot be read. A signing secret must also be base64 of at least 24 bytes (`openssl rand -base64 32`): with any \
            other one no event could be verified, or everyone could sign.
            """,
        example: "token: {env: LIVETEX_TOKEN}    # checked with --env while LIVETEX_TOKEN is not set",
        fix: "Set the variable or create the file where the programs run, or correct the name.")

    let fields = Field.secrets

    func check(_ value: Node, _ report: Report) {
        guard let absence = report.absence else { return }
        for (reference, item) in SecretReferences.references(value) {
            // The reason repeats the name, which may be a secret in the wrong place.
            let isShown = item.following(2).isShown
            if let reason = absence(reference, value.place.field == .botSigningSecret) {
                report.add(Self.page, at: item, isShown ? reason : "the secret is not there")
            }
        }
    }
}
