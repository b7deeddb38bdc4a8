# Converts the output of `livetex-bridge check --format json` to GitLab's code quality report.
# A fingerprint must stay the same when lines move. So it consists of the file, the code, the path and the message.
[ .diagnostics[] | {
    description: "\(.message) [\(.code)]",
    check_name: .code,
    fingerprint: ([.file, .code, .path, .message] | join("\u0000") | @base64),
    severity: { error: "critical", warning: "minor", information: "info" }[.severity],
    location: { path: .file, lines: { begin: .span.start.line } }
} ]
