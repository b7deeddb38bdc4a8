// LiveTex has no field for the kind of a file. An operator's app tells it by the extension of the file's name, and so does the
// bridge in the other direction.

import Text

/// The ending of a file's name.
enum FileExtension {
    /// The kinds by extension. Any other file is a file and no more.
    private static let kinds: [String: Attachment.Kind] = [
        "jpg": .image, "jpeg": .image, "png": .image, "gif": .image, "webp": .image, "bmp": .image, "heic": .image,
        "svg": .image, "mp4": .video, "mov": .video, "avi": .video, "mkv": .video, "webm": .video, "3gp": .video,
        "mp3": .audio, "wav": .audio, "m4a": .audio, "aac": .audio, "flac": .audio, "ogg": .voice, "oga": .voice,
        "opus": .voice,
    ]

    /// The usual extension of a media type (RFC 6838), without its parameters.
    private static let byMediaType: [String: String] = [
        "image/jpeg": "jpg", "image/jpg": "jpg", "image/png": "png", "image/gif": "gif", "image/webp": "webp",
        "image/bmp": "bmp", "image/heic": "heic", "image/svg+xml": "svg", "video/mp4": "mp4", "video/quicktime": "mov",
        "video/x-msvideo": "avi", "video/x-matroska": "mkv", "video/webm": "webm", "video/3gpp": "3gp",
        "audio/mpeg": "mp3", "audio/mp3": "mp3", "audio/wav": "wav", "audio/x-wav": "wav", "audio/mp4": "m4a",
        "audio/x-m4a": "m4a", "audio/aac": "aac", "audio/flac": "flac", "audio/ogg": "ogg", "audio/opus": "opus",
        "application/ogg": "ogg", "application/pdf": "pdf", "application/zip": "zip", "application/json": "json",
        "application/msword": "doc", "application/rtf": "rtf", "application/vnd.ms-excel": "xls",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx", "text/plain": "txt",
        "text/csv": "csv", "text/html": "html",
    ]

    /// The ending after the last dot, in lower case: one to five ASCII letters and digits after a name; nil for none.
    static func of(_ name: some StringProtocol) -> String? {
        guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return nil }
        let ending = name[name.index(after: dot)...]
        guard (1...5).contains(ending.utf8.count), ending.utf8.allSatisfy(ASCII.isAlphanumeric) else { return nil }
        return ending.lowercased()
    }

    static func kind(_ ending: String) -> Attachment.Kind? { kinds[ending] }

    static func of(mediaType: String) -> String? {
        let type = mediaType.prefix { $0 != ";" && !$0.isWhitespace }
        return byMediaType[type.lowercased()]
    }

    /// Whether the ending tells what the file is.
    static func isKnown(_ ending: String) -> Bool { kinds[ending] != nil || byMediaType.values.contains(ending) }

    /// A likely ending of a kind whose media type is not known.
    static func of(_ kind: Attachment.Kind) -> String? {
        switch kind {
        case .image: "jpg"
        case .video: "mp4"
        case .audio: "mp3"
        case .voice: "ogg"
        case .file: nil
        }
    }
}

extension Attachment.Kind {
    /// The kind of a file by its name, or else by its address: LiveTex gives no media type for what an operator sends.
    public init(name: String?, address: String) {
        let endings = [
            name.flatMap { FileExtension.of($0) }, FileAddress.fileName(address).flatMap { FileExtension.of($0) },
        ]
        self = endings.lazy.compactMap { $0 }.compactMap { FileExtension.kind($0) }.first ?? .file
    }
}

extension Attachment {
    /// The name under which LiveTex shows the file; nil when nothing is known but that it is a file.
    ///
    /// It has the extension of the media type, the address or the kind, in this order, where its own one tells nothing.
    var fileName: String? {
        let inAddress = FileAddress.fileName(url)
        let given = name ?? inAddress
        let ending = given.flatMap { FileExtension.of($0) }
        if let ending, FileExtension.isKnown(ending) { return given }
        // An ending such as `.parquet` is one of a kind that the table does not have.
        let better =
            mime.flatMap { FileExtension.of(mediaType: $0) }
            ?? (ending == nil ? inAddress.flatMap { FileExtension.of($0) } ?? FileExtension.of(kind) : nil)
        guard let better else { return given }
        return "\(given ?? kind.rawValue).\(better)"
    }
}
