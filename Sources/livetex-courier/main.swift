// The courier: delivers what the receivers have stored.

import POSIX

StandardStreams.ignoreBrokenPipes()
do {
    try EnvironmentFile.load()
} catch {
    StandardStreams.error("livetex-courier: \(error)")
    StandardStreams.exit(3)
}
StandardStreams.exit(CourierCommand(Environment.all()).run(Array(CommandLine.arguments.dropFirst())))
