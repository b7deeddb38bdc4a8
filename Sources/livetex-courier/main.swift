// The courier: delivers what the receivers have stored.

import POSIX
import Program

StandardStreams.prepare()
let environmentFile: EnvironmentFile.Origin?
do {
    environmentFile = try EnvironmentFile.load()
} catch {
    StandardStreams.error("livetex-courier: \(error)")
    StandardStreams.exit(3)
}
StandardStreams.exit(CourierCommand(Environment.all(), environmentFile).run(Array(CommandLine.arguments.dropFirst())))
