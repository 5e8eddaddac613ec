import Invariants

@testable import DeskIRC

/// Called by libFuzzer with one input after another. The first byte says how the bytes come in, the second how long
/// pieces of text may be, the rest is what a client sends.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzLines(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let input = UnsafeBufferPointer(start: start, count: count)
    guard count > 2 else { return 0 }
    let bytes = Array(input.dropFirst(2))
    let items = Framing.items(of: bytes) { $0 }
    Framing.check(bytes, items, seed: input[0])
    if input[0] == 0xFF { Framing.checkEndless(bytes) }
    for case .line(let line) in items {
        WireCheck.check(line)
        guard let text = String(validating: line, as: UTF8.self) else { continue }
        TextCheck.check(text, bytes: 12 + 2 * Int(input[1]))
    }
    return 0
}
