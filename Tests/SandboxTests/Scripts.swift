import POSIX
import TestSupport

/// A webhook handler for tests: a shell script that keeps each body it gets and answers as a file tells it.
final class ScriptedReceiver: Sendable {
    let directory: TemporaryDirectory
    /// The program.
    let path: String

    /// - Parameter script: runs after the body was kept in `$body`; it prints the response.
    init(_ script: String = #"printf 'Status: 200 OK\r\nContent-Type: application/json\r\n\r\n{"status":"accepted"}'"#)
        throws
    {
        // LiveTex's secret stands in the bodies of its webhooks.
        directory = try TemporaryDirectory(secretFiles: ["bodies"])
        let directory = directory.path
        // Bodies go into one file, one per line: an append of that size is one write.
        let text = """
            #!/bin/sh
            body=$(/bin/cat)
            directory=\(directory)
            printf '%s %s\\n' "$PATH_INFO" "$body" >>\(directory)/bodies
            \(script)
            """
        path = try self.directory.write(text, to: "hook")
        try Subprocess("/bin/chmod", ["755", path]).start().wait()
    }

    /// What came, in order: the path and the body.
    var bodies: [String] {
        guard let content = try? FileSystem.read(directory("bodies")) else { return [] }
        return String(decoding: content, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
