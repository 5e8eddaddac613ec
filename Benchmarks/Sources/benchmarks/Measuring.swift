/// Latencies of one row.
struct Samples: Sendable {
    private var milliseconds: [Double] = []

    var count: Int { milliseconds.count }
    /// In milliseconds; 0 where nothing was measured.
    var mean: Double { milliseconds.isEmpty ? 0 : milliseconds.reduce(0, +) / Double(count) }

    mutating func add(_ duration: Duration) { milliseconds.append(duration.milliseconds) }

    /// In milliseconds, for several shares from 0 to 1 at once; 0 where nothing was measured.
    func percentiles(_ shares: Double...) -> [Double] {
        let sorted = milliseconds.sorted()
        return shares.map { share in
            sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))]
        }
    }
}

extension Duration {
    var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
    var milliseconds: Double { inSeconds * 1000 }
    var inMicroseconds: Double { inSeconds * 1_000_000 }
}

/// Calls until the window is over, and says how often and how long it really took. The clock is asked once a `chunk` of
/// calls, where asking it would cost more than the work.
func repeated(for window: Duration, chunk: Int = 1, _ body: () throws -> Void) rethrows -> (count: Int, time: Duration)
{
    let clock = ContinuousClock()
    let start = clock.now
    var count = 0
    while clock.now - start < window {
        for _ in 0..<chunk { try body() }
        count += chunk
    }
    return (count, clock.now - start)
}
