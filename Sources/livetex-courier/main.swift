// The courier: delivers what the receivers have stored.

import POSIX

StandardStreams.ignoreBrokenPipes()
StandardStreams.exit(CourierCommand(Environment.all()).run(Array(CommandLine.arguments.dropFirst())))
