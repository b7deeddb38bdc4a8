// The libFuzzer target for records. Reading any file gives a record or an error, and a record that was read can be
// used. See fuzz/README.md.

import Dialog
import FlatFileStore
import Record

private let rules = DialogRules(binding: "fuzz", botHeader: "B", leadHeader: "L")

/// Called by libFuzzer for each input. The first byte chooses how the rest is read: as a file, or as the content of a
/// commit whose checksum is not checked. No mutation would find a correct checksum.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: data, count: size))
    guard let choice = bytes.first else { return 0 }
    let content = Array(bytes.dropFirst())
    guard let record = try? (choice & 1 == 0 ? DialogRecord(file: content) : DialogRecord(entries: content)) else {
        return 0
    }
    _ = record.due
    for lane in Lane.allCases { _ = record.head(of: lane) }
    for item in record.outbox { _ = try? item.call() }
    var next = record
    try? next.passTime(rules, now: .max / 2)
    if let item = next.outbox.first {
        try? next.begin(item.number, rules, now: 1)
        try? next.postpone(item.number, until: 2, isInDoubt: false)
    }
    return 0
}
