import POSIX
import TestSupport

/// The Swift files below `Sources`.
enum SourceTree {
    static let root = "\(Programs.repository)/Sources"

    /// The Swift files below a folder of ``root``.
    static func files(below folder: String = "") throws -> [SourceFile] {
        try paths(below: folder.isEmpty ? root : "\(root)/\(folder)").map { try SourceFile($0) }
    }

    private static func paths(below path: String) throws -> [String] {
        try FileSystem.list(path).flatMap { name -> [String] in
            let child = "\(path)/\(name)"
            if FileSystem.isDirectory(child) { return try paths(below: child) }
            return name.hasSuffix(".swift") ? [child] : []
        }
    }
}

struct SourceFile {
    /// From ``SourceTree/root``.
    let name: String
    let text: String
    /// The modules that it imports.
    let imports: Set<String>

    init(_ path: String) throws {
        name = String(path.dropFirst(SourceTree.root.count + 1))
        text = String(decoding: try FileSystem.read(path), as: UTF8.self)
        imports = Set(
            text.split(separator: "\n").compactMap { line in
                let words = line.split(separator: " ")
                guard let place = words.firstIndex(of: "import"), place <= 1, place + 1 < words.count else {
                    return nil
                }
                return String(words[place + 1])
            })
    }
}
