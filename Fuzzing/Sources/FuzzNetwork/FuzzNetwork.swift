import Invariants

@testable import DeskIRC

/// Called by libFuzzer with one input after another: lines of text, each of which is one step (`NetworkFuzz.run`). In the end
/// the connection is lost, and nothing may be left of what was under way.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzNetwork(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let input = UnsafeBufferPointer(start: start, count: count)
    let world = NetworkFuzz()
    for step in input.split(separator: 10, maxSplits: 400) {
        world.run(Array(step))
        world.checkBounds()
    }
    world.end()
    return 0
}
