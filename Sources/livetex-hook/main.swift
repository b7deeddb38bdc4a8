// The receiver: one webhook per process, as a CGI program or from standard input. It reads, decides, stores and answers,
// and never touches the network.

import POSIX
import Webhook

StandardStreams.ignoreBrokenPipes()
let environment = Environment.all()
if CGI.isCall(environment) {
    Receiver(environment).serveCGI()
} else {
    StandardStreams.exit(Receiver(environment).servePlain(Array(CommandLine.arguments.dropFirst())))
}
