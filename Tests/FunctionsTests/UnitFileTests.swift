import POSIX
import TestSupport
import Testing

/// The unit files of the catalogue, checked by systemd.
@Suite struct UnitFileTests {
    private static let suffixes = [".service", ".socket", ".path", ".timer"]

    @Test func systemdFindsNothingWrong() throws {
        let functions = "\(Programs.repository)/functions"
        let directory = try TemporaryDirectory()
        let programs = FileSystem.directory(of: try Programs.path("livetex-courier"))
        var units: [String] = []
        for folder in try FileSystem.list(functions) where FileSystem.isDirectory("\(functions)/\(folder)") {
            for name in try FileSystem.list("\(functions)/\(folder)")
            where Self.suffixes.contains(where: { name.hasSuffix($0) }) {
                let text = String(decoding: try FileSystem.read("\(functions)/\(folder)/\(name)"), as: UTF8.self)
                // systemd checks that the programs exist. The tests' programs do.
                units.append(try directory.write(text.replacing("/usr/local/bin", with: programs), to: name))
            }
        }
        #expect(units.count >= 7)
        let result = try Subprocess("/usr/bin/systemd-analyze", ["verify", "--man=no"] + units.sorted()).run()
        #expect(result.ending == .exited(0), "\(result.errorText)")
        #expect(result.errorText == "")
    }
}
