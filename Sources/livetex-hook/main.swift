// The receiver: one webhook per process, as a CGI program, a function of a platform, or from standard input. It reads,
// decides, stores and answers, and never touches the network.

import POSIX
import Program
import Receiver

StandardStreams.ignoreBrokenPipes()
var environmentProblem: EnvironmentFile.Problem?
do { try EnvironmentFile.load() } catch { environmentProblem = error }
let environment = Environment.all()
let receiver = ReceiverCommand(environment, environmentProblem)
if let convention = CGI(environment) {
    // Arguments are not looked at: a server may pass a client's query as such.
    StandardStreams.exit(receiver.serve(convention))
}
StandardStreams.exit(receiver.serve(arguments: Array(CommandLine.arguments.dropFirst())))
