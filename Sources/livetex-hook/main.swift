// The receiver: one webhook per process, as a CGI program or from standard input. It reads, decides, stores and answers,
// and never touches the network.

import POSIX
import Webhook

StandardStreams.ignoreBrokenPipes()
var environmentProblem: EnvironmentFile.Problem?
do { try EnvironmentFile.load() } catch { environmentProblem = error }
let environment = Environment.all()
let receiver = Receiver(environment, environmentProblem)
if CGI.isCall(environment) {
    receiver.serveCGI()
} else {
    StandardStreams.exit(receiver.servePlain(Array(CommandLine.arguments.dropFirst())))
}
