import POSIX
import TestSupport
import Testing

@Suite struct SubprocessTests {
    @Test func givesInputAndCollectsBothOutputs() throws {
        let result = try Subprocess("/bin/sh", ["-c", "cat; echo problem >&2; exit 3"]).run(input: Array("hello".utf8))
        #expect(result.outputText == "hello")
        #expect(result.errorText == "problem\n")
        #expect(result.ending == .exited(3))
    }

    @Test func aChildHasOnlyTheGivenEnvironment() throws {
        let result = try Subprocess("/usr/bin/env", environment: ["ONLY": "this"]).run()
        #expect(result.outputText == "ONLY=this\n")
    }

    @Test func movesMoreThanAPipeHolds() throws {
        let input = [UInt8](repeating: 7, count: 1_000_000)
        #expect(try Subprocess("/bin/cat").run(input: input).output == input)
    }

    @Test func aChildThatIgnoresItsInputIsNoError() throws {
        let result = try Subprocess("/bin/true").run(input: [UInt8](repeating: 7, count: 1_000_000))
        #expect(result.ending == .exited(0))
    }

    @Test func killsAChildThatTakesTooLong() throws {
        let result = try Subprocess("/bin/sleep", ["60"]).run(timeout: 20)
        #expect(result.timedOut)
        #expect(result.ending == .signalled(9))
    }

    @Test func aChildInheritsNoDescriptors() throws {
        // The test's own process has open files and sockets. The child must have its three streams only.
        let result = try Subprocess("/bin/ls", ["/proc/self/fd"]).run()
        // The fourth is the directory that ls itself reads.
        #expect(result.outputText == "0\n1\n2\n3\n")
    }

    @Test func anErrorNamesTheMissingProgram() {
        #expect(throws: SystemError("posix_spawn", "/nowhere", code: 2)) { try Subprocess("/nowhere").run() }
    }
}
