import Invariants

@testable import DeskIRC

/// Called by libFuzzer with one input after another: lines of text, each of which is one step (`World.run`). In the end
/// everybody goes, and nothing of them may be left.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzSession(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let input = UnsafeBufferPointer(start: start, count: count)
    let world = World()
    for step in input.split(separator: 10, maxSplits: 400) {
        world.run(Array(step))
        world.checkBounds()
    }
    world.end()
    return 0
}
