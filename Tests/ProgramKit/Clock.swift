import Foundation
import Glibc

/// Asks again and again until there is an answer or the time is over.
package func eventually<Answer>(within seconds: Double, _ ask: () throws -> Answer?) rethrows -> Answer? {
    let end = Clock.now + seconds
    while true {
        if let answer = try ask() { return answer }
        guard Clock.now < end else { return nil }
        poll(nil, 0, 10)
    }
}

/// Seconds of a clock that never goes back, and of the one that transcripts show.
package enum Clock {
    package static var now: Double { seconds(CLOCK_MONOTONIC) }
    package static var wall: Double { seconds(CLOCK_REALTIME) }

    private static func seconds(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}

/// Runs blocking work beside the pool of Swift's tasks, which other tests need.
package func onThread<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Swift.Result { try work() }) }
    }
}
