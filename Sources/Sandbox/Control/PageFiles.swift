/// The page's files, which are in the program itself (`Sources/Sandbox/Page`).
enum PageFiles {
    /// The paths of the files, with types and content.
    private static let files: [String: (type: String, bytes: [UInt8])] = [
        "": ("text/html", PackageResources.index_html), "page.css": ("text/css", PackageResources.page_css),
        "icon.svg": ("image/svg+xml", PackageResources.icon_svg),
        "api.js": ("text/javascript", PackageResources.api_js),
        "bridge.js": ("text/javascript", PackageResources.bridge_js),
        "calls.js": ("text/javascript", PackageResources.calls_js),
        "dom.js": ("text/javascript", PackageResources.dom_js),
        "faults.js": ("text/javascript", PackageResources.faults_js),
        "lead.js": ("text/javascript", PackageResources.lead_js),
        "operators.js": ("text/javascript", PackageResources.operators_js),
        "page.js": ("text/javascript", PackageResources.page_js),
        "samples.js": ("text/javascript", PackageResources.samples_js),
        "words.js": ("text/javascript", PackageResources.words_js),
    ]

    /// Nothing that a lead, an operator or a fault says can run, load or send anything: the page's own files and the
    /// sandbox's own answers are all there is.
    static let policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

    /// The answer to a request for a file; nil when there is no such file.
    static func answer(_ path: String) -> WireReply? {
        guard let file = files[path] else { return nil }
        return .answer(
            WireReply.Answer(
                status: 200,
                headers: [
                    ("Content-Type", file.type.hasPrefix("text/") ? "\(file.type); charset=utf-8" : file.type),
                    ("Content-Security-Policy", policy), ("X-Content-Type-Options", "nosniff"),
                    ("Referrer-Policy", "no-referrer"), ("Cache-Control", "no-store"),
                ], body: file.bytes))
    }
}
