import POSIX
import Record

/// The beginning of an index.
struct IndexHead {
    /// The boot in which it was written.
    var boot: [UInt8]
    var last: Frame.Last
    var table: ReceiptTable
    var excerpt: RecordExcerpt

    private static let page = 4_096
    /// The form of the whole file.
    private static let form: UInt64 = 2

    init(boot: [UInt8], last: Frame.Last, table: ReceiptTable, excerpt: RecordExcerpt) {
        self.boot = boot
        self.last = last
        self.table = table
        self.excerpt = excerpt
    }

    /// nil when it is not whole or of another form.
    init?(_ file: borrowing OpenFile) throws {
        var bytes = try file.readBytes(Self.page, at: 0)
        if let size = Frame.size(in: bytes), size > bytes.count {
            bytes = try file.readBytes(min(size, 1 << 20), at: 0)
        }
        guard let (form, content) = Frame.frame(in: bytes, at: 0), form == Self.form else { return nil }
        var reader = ByteReader(content)
        boot = Array(try reader.slice(reader.length()))
        last = Frame.Last(
            version: try reader.unsigned(), start: Int(try reader.number()), end: Int(try reader.number()),
            header: Array(try reader.slice(Frame.headerSize)))
        table = try ReceiptTable(&reader)
        excerpt = try RecordExcerpt(&reader)
    }

    /// How much room it gets: twice what it needs now, for it grows with the state.
    var room: Int { (encoded.count * 2 / Self.page + 1) * Self.page }

    func write(to file: borrowing OpenFile) throws {
        let bytes = encoded
        guard bytes.count <= table.start else { throw Outgrown() }
        try file.write(bytes, at: 0)
    }

    private var encoded: [UInt8] {
        var content = ByteWriter()
        content.length(boot.count)
        content.bytes(boot[...])
        content.unsigned(last.version)
        content.number(Int64(last.start))
        content.number(Int64(last.end))
        content.bytes(last.header[...])
        table.encode(into: &content)
        excerpt.encode(into: &content)
        return Frame.encode(content.output, version: Self.form)
    }
}
