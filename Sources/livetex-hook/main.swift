// The receiver: one webhook per process, as a CGI program, as a function, or from a command line. It reads the webhook,
// changes the dialog, stores it and replies. It has no network code.

import POSIX
import Program
import Receiver

StandardStreams.prepare()
var environmentProblem: EnvironmentFile.Problem?
do { try EnvironmentFile.load() } catch { environmentProblem = error }
let environment = Environment.all()
let receiver = ReceiverCommand(environment, environmentProblem)
if let convention = CGI(environment) {
    // The arguments are ignored: a server may pass a client's query as arguments.
    StandardStreams.exit(receiver.serve(convention))
}
StandardStreams.exit(receiver.serve(arguments: Array(CommandLine.arguments.dropFirst())))
