import Cryptography
import JSON

/// The files that people send in the sandbox. They are kept in memory, and the oldest go first.
final class FileShelf: Sendable {
    struct File: Sendable {
        var name: String
        var bytes: [UInt8]
    }

    private struct Shelf {
        var files: [String: File] = [:]
        var order: [String] = []
        var size = 0
    }

    /// The largest file, in bytes.
    static let largestFile = 8 << 20
    /// The size of all files, in bytes.
    static let capacity = 64 << 20

    private let shelf = Guarded(Shelf())

    /// Puts a file on the shelf and returns its id.
    func add(_ file: File) -> String {
        let id = Digest128(of: randomBytes(count: 16)).description
        shelf.with { shelf in
            shelf.files[id] = file
            shelf.order.append(id)
            shelf.size += file.bytes.count
            while shelf.size > Self.capacity, let oldest = shelf.order.first {
                shelf.order.removeFirst()
                shelf.size -= shelf.files.removeValue(forKey: oldest)?.bytes.count ?? 0
            }
        }
        return id
    }

    /// Answers a request for a file.
    func answer(_ id: String) -> WireReply {
        guard let file = shelf.with({ $0.files[id] }) else { return .text(404, "Not found.\n") }
        let type = Self.type(of: file.name)
        return .answer(
            WireReply.Answer(
                status: 200,
                headers: [
                    ("Content-Type", type ?? "application/octet-stream"),
                    // A file comes from anyone and must not run in the sandbox's origin.
                    ("Content-Disposition", type == nil ? "attachment" : "inline"),
                    ("Content-Security-Policy", "default-src 'none'; sandbox"), ("X-Content-Type-Options", "nosniff"),
                ], body: file.bytes))
    }

    /// The media type of pictures, videos and sounds that browsers show; nil for all else, also for SVG, which has scripts.
    static func type(of name: String) -> String? {
        switch name.split(separator: ".").last?.lowercased() {
        case "png": "image/png"
        case "jpg", "jpeg": "image/jpeg"
        case "gif": "image/gif"
        case "webp": "image/webp"
        case "mp4": "video/mp4"
        case "webm": "video/webm"
        case "mp3": "audio/mpeg"
        case "ogg": "audio/ogg"
        case "wav": "audio/wav"
        default: nil
        }
    }

    /// The kind of an attachment in the platform's contract.
    static func kind(of name: String) -> String {
        switch type(of: name)?.split(separator: "/").first {
        case "image": "image"
        case "video": "video"
        case "audio": name.lowercased().hasPrefix("voice") ? "voice" : "audio"
        default: "file"
        }
    }
}
