import JSON
import TestSupport
import Testing

@testable import Sandbox

/// How the sandbox runs the receiver as a CGI program.
@Suite struct CGITests {
    @Test func givesTheVariablesOfTheStandardAndNothingElse() async throws {
        let receiver = try ScriptedReceiver(
            #"printf 'Content-Type: text/plain\r\n\r\n%s\n' "$body"; /usr/bin/env | /usr/bin/sort"#)
        try await withSandbox([.sandbox()], { $0.receiver = receiver.path }) { sandbox, wire in
            let answer = try await wire.request(
                "POST /hooks/livetex/sup%70ort?a=1&b=%20",
                ["Content-Type: application/json", "Content-Length: 4", "X-Bridge-Token: t", "Proxy: http://evil/"],
                body: "{\"\"}")
            #expect(answer.hasPrefix("HTTP/1.1 200 "))
            let lines = Set(answer.split(separator: "\n").map { $0.trimmingPrefix("\r") }.map(String.init))
            let expected = [
                "REQUEST_METHOD=POST", "SCRIPT_NAME=/hooks", "PATH_INFO=/livetex/support", "QUERY_STRING=a=1&b=%20",
                "CONTENT_LENGTH=4", "CONTENT_TYPE=application/json", "GATEWAY_INTERFACE=CGI/1.1",
                "SERVER_NAME=127.0.0.1",
                "SERVER_PROTOCOL=HTTP/1.1", "HTTP_X_BRIDGE_TOKEN=t", "LIVETEX_BRIDGE_BUNDLE=\(sandbox.bundleDirectory)",
                "LIVETEX_BRIDGE_STATE=\(sandbox.stateDirectory)", "LIVETEX_BRIDGE_DELIVERY=spawn",
            ]
            for line in expected { #expect(lines.contains(line), "\(line)") }
            #expect(answer.contains("\r\n\r\n{\"\"}\n"))
            #expect(!answer.contains("HTTP_PROXY") && !answer.contains("HTTP_CONTENT"))
            #expect(!lines.contains { $0.hasPrefix("HOME=") || $0.hasPrefix("PATH=") })
        }
    }

    @Test func aRequestWithoutLengthHasNoneInTheEnvironment() async throws {
        let receiver = try ScriptedReceiver(#"printf 'Content-Type: text/plain\r\n\r\n<%s>' "${CONTENT_LENGTH-none}""#)
        try await withSandbox([.sandbox()], { $0.receiver = receiver.path }) { _, wire in
            let answer = try await wire.request("POST /hooks/bot/support")
            #expect(answer.hasSuffix("<none>"))
        }
    }

    @Test func passesStatusHeadersAndBodyOn() async throws {
        let receiver = try ScriptedReceiver(
            #"printf 'Status: 503 Busy\nRetry-After: 7\nContent-Type: text/plain\n\nlater\n'; exit 1"#)
        try await withSandbox([.sandbox()], { $0.receiver = receiver.path }) { sandbox, wire in
            let answer = try await wire.request("POST /hooks/bot/support", ["Content-Length: 0"])
            #expect(answer.hasPrefix("HTTP/1.1 503 "))
            #expect(answer.contains("\r\nRetry-After: 7\r\n"))
            #expect(answer.hasSuffix("\r\n\r\nlater\n"))
            #expect(sandbox.journal.entries(.receiver).map(\.request) == ["exit 1"])
        }
    }

    @Test(arguments: ["", "no header", #"Status: abc\n\n"#, #"Content-Type: text/plain\n"#, #"\nbody"#])
    func whatIsNoResponseBecomesABadGateway(output: String) async throws {
        let receiver = try ScriptedReceiver("printf '\(output)'; echo sorry >&2")
        try await withSandbox([.sandbox()], { $0.receiver = receiver.path }) { sandbox, wire in
            let answer = try await wire.request("POST /hooks/bot/support")
            #expect(answer.hasPrefix("HTTP/1.1 502 "))
            let note = try #require(sandbox.journal.entries(.receiver).first?.request.string)
            #expect(note.hasPrefix("malformed output: ") && note.hasSuffix("; sorry\n"))
        }
    }

    @Test func killsAProgramThatTakesTooLong() async throws {
        let receiver = try ScriptedReceiver("exec /bin/sleep 60")
        try await withSandbox(
            [.sandbox()],
            {
                $0.receiver = receiver.path
                $0.receiverTimeout = 300
            }
        ) { _, wire in
            let answer = try await wire.request("POST /hooks/bot/support")
            #expect(answer.hasPrefix("HTTP/1.1 504 "))
        }
    }

    @Test func answersWhileManyProgramsWait() async throws {
        // More programs than the machine has cores. Each waits until all have started.
        let receiver = try ScriptedReceiver(
            #"""
            while [ "$(/usr/bin/wc -l <"$directory/bodies")" -lt 8 ]; do /bin/sleep 0.01; done
            printf 'Content-Type: text/plain\r\n\r\ndone'
            """#)
        try await withSandbox([.sandbox()], { $0.receiver = receiver.path }) { _, wire in
            try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 1...8 { group.addTask { try await wire.request("POST /hooks/bot/support") } }
                for try await answer in group { #expect(answer.hasSuffix("done")) }
            }
        }
    }

    @Test func namesAMissingProgram() async throws {
        try await withSandbox([.sandbox()], { $0.receiver = "/nowhere" }) { sandbox, wire in
            let answer = try await wire.request("POST /hooks/bot/support")
            #expect(answer.hasPrefix("HTTP/1.1 500 "))
            #expect(
                sandbox.journal.entries(.receiver).first?.request == "posix_spawn /nowhere: No such file or directory")
        }
    }
}
