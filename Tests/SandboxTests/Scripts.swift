import POSIX
import TestSupport

/// A receiver for tests: a shell script that keeps each body and prints a response.
final class ScriptedReceiver: Sendable {
    let directory: TemporaryDirectory
    /// The program.
    let path: String

    /// - Parameter script: prints the response. It has the body in `$body` and a directory of its own in `$directory`.
    init(_ script: String = #"printf 'Status: 200 OK\r\nContent-Type: application/json\r\n\r\n{"status":"accepted"}'"#)
        throws
    {
        // The bodies of webhooks contain LiveTex's secret.
        directory = try TemporaryDirectory(secretFiles: ["bodies"])
        let directory = directory.path
        // One line of one file for each body: an append of that size is one write.
        let text = """
            #!/bin/sh
            body=$(/bin/cat)
            directory=\(directory)
            printf '%s %s\\n' "$PATH_INFO" "$body" >>\(directory)/bodies
            \(script)
            """
        path = try self.directory.write(text, to: "receiver")
        try Subprocess("/bin/chmod", ["755", path]).start().wait()
    }

    /// The path and the body of each request, in order.
    var bodies: [String] {
        guard let content = try? FileSystem.read(directory("bodies")) else { return [] }
        return String(decoding: content, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
