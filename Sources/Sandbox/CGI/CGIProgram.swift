import JSON
import POSIX

/// The receiver, run as a CGI program: one process per request.
struct CGIProgram: Sendable {
    /// The program's path.
    var path: String
    /// The path that leads to the program, such as `/hooks`.
    var scriptName: String
    /// The program's settings. The program inherits no other variables.
    var environment: [String: String]
    var serverPort: UInt16
    /// How long the program may run, in milliseconds. Then it is killed and the client gets 504.
    var timeout: Int64 = 60_000
    var journal: Journal

    /// Runs the program for one request.
    func answer(_ request: WireRequest) async -> WireReply {
        let pathInfo = PercentEncoding.decode(String(request.path.dropFirst(scriptName.count)))
        var variables = environment
        // The request's variables win, so that no setting is taken for a header.
        variables.merge(
            CGIEnvironment.variables(
                for: request, scriptName: scriptName, pathInfo: pathInfo, serverPort: serverPort)
        ) { $1 }
        let program = Subprocess(path, environment: variables)
        let timeout = timeout
        let result = await BlockingWork.run {
            Result { () throws(SystemError) in try program.run(input: request.body, timeout: timeout) }
        }
        switch result {
        case .failure(let error):
            note(pathInfo, "\(error)", status: 500)
            return .text(500, "The program cannot be started.\n")
        case .success(let result):
            let reply = reply(result)
            if !result.error.isEmpty || result.ending != .exited(0) || reply.problem != nil {
                let said = result.error.isEmpty ? nil : String(decoding: result.error, as: UTF8.self)
                let parts = [reply.problem, describe(result.ending), said].compactMap { $0 }
                note(pathInfo, parts.joined(separator: "; "), status: reply.answer.status)
            }
            return .answer(reply.answer)
        }
    }

    /// The answer for the client, and the problem with the program's output.
    private func reply(_ result: Subprocess.Result) -> (answer: WireReply.Answer, problem: String?) {
        if result.timedOut { return (WireReply.Answer(status: 504), "no answer within \(timeout) ms") }
        do {
            return (try CGIOutput.parse(result.output), nil)
        } catch {
            return (WireReply.Answer(status: 502), "malformed output: \(error)")
        }
    }

    private func describe(_ ending: Subprocess.Ending) -> String? {
        switch ending {
        case .exited(0): nil
        case .exited(let code): "exit \(code)"
        case .signalled(let signal): "signal \(signal)"
        }
    }

    /// Records the program's standard error and its failure.
    private func note(_ pathInfo: String, _ text: String, status: Int) {
        journal.record(
            .receiver, binding: pathInfo.split(separator: "/").last.map(String.init) ?? "", name: pathInfo,
            request: .string(text), .answered(status, .null))
    }
}
