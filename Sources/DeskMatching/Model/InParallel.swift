import Dispatch
import Synchronization

/// Does the same work for several numbers at once, as far as there are cores. The results are in the order of the
/// numbers, so that nothing depends on which is ready first.
func inParallel<Result: Sendable>(_ count: Int, _ work: @Sendable (Int) -> Result) -> [Result] {
    let results = Mutex<[Result?]>(Array(repeating: nil, count: count))
    DispatchQueue.concurrentPerform(iterations: count) { number in
        let result = work(number)
        results.withLock { $0[number] = result }
    }
    return results.withLock { $0 }.compactMap { $0 }
}

/// The same for many small things, several hundred at a time.
func inParallel<Value: Sendable, Result: Sendable>(
    over values: [Value], _ work: @Sendable (Value) -> Result
) -> [Result] {
    let atOnce = 256
    return inParallel((values.count + atOnce - 1) / atOnce) { part in
        values[part * atOnce..<min((part + 1) * atOnce, values.count)].map(work)
    }.flatMap { $0 }
}
