// The libFuzzer target for configurations. For any input the compiler ends in success or with diagnostics, each
// diagnostic points inside the file, and every format can print it. See fuzz/README.md.

import ChannelCompiler
import Diagnostics

/// Called by libFuzzer for each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: data, count: size))
    let source = SourceText(name: "channels.yaml", bytes: bytes)
    let result = ChannelCompiler().compile([source])
    precondition(result.isValid == !result.bindings.isEmpty, "valid without bindings, or invalid with some")
    for diagnostic in result.diagnostics {
        let span = diagnostic.location.span
        precondition(span.start.offset <= span.end.offset && span.end.offset <= bytes.count, "a span outside the file")
    }
    for renderer in FuzzRenderers.all {
        let text = renderer.render(result.diagnostics, sources: [source])
        precondition(
            !text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" && $0 != "\t" }, "a control character")
    }
    return 0
}
