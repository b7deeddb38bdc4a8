import ChannelBundle
import Cryptography
import JSON
import POSIX

/// Writes a bundle's files for the sandbox's own use, where nobody reads while it is being written.
enum BundleFiles {
    static func write(_ bindings: [Binding], to directory: String) throws(SystemError) {
        try FileSystem.makeDirectories("\(directory)/bindings")
        var list: [JSON] = []
        for binding in bindings.sorted(by: { $0.id < $1.id }) {
            let bytes = binding.json.bytes(pretty: true)
            try FileSystem.replace("\(directory)/bindings/\(binding.id).json", with: bytes)
            list.append(["id": .string(binding.id), "digest": .string(sha256Hexadecimal(bytes))])
        }
        let manifest: JSON = [
            "schema_version": .int(Binding.schemaVersion),
            "source_digest": .string(sha256Hexadecimal(Array("livetex-sandbox".utf8))),
            "bindings": .array(list),
        ]
        try FileSystem.replace("\(directory)/manifest.json", with: manifest.bytes(pretty: true))
    }
}
