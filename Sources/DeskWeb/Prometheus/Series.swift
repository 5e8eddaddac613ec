import Metrics
import Synchronization

/// What a room counts, measures or sets, with one lock of its own: whoever counts here waits for nobody who counts
/// elsewhere, and for a scrape only as long as it takes to copy a number.
final class CounterSeries: CounterHandler, FloatingPointCounterHandler {
    /// Whole steps apart from fractions, since a floating-point number ceases to grow by one from 2^53 on.
    private let value = Mutex((whole: Int64(0), fraction: 0.0))

    var current: Double { value.withLock { Double($0.whole) + $0.fraction } }

    /// A counter never goes down: what would let it is left out.
    func increment(by amount: Int64) {
        guard amount > 0 else { return }
        value.withLock { value in
            let (sum, isTooMuch) = value.whole.addingReportingOverflow(amount)
            value.whole = isTooMuch ? .max : sum
        }
    }

    func increment(by amount: Double) {
        guard amount > 0, amount.isFinite else { return }
        value.withLock { $0.fraction += amount }
    }

    func reset() { value.withLock { $0 = (0, 0) } }
}

/// Nil until somebody has set it: a gauge that nobody has read is no zero.
final class GaugeSeries: RecorderHandler, MeterHandler {
    private let value = Mutex<Double?>(nil)

    var current: Double? { value.withLock { $0 } }

    func record(_ value: Int64) { set(Double(value)) }
    func record(_ value: Double) { set(value) }
    func set(_ value: Int64) { set(Double(value)) }
    func set(_ value: Double) { self.value.withLock { $0 = value } }
    func increment(by amount: Double) { value.withLock { $0 = ($0 ?? 0) + amount } }
    func decrement(by amount: Double) { increment(by: -amount) }
}

/// Values by size. Times are recorded in seconds, whatever unit they come in.
final class HistogramSeries: TimerHandler, RecorderHandler {
    struct Snapshot: Equatable {
        /// How many values fell between each bound and the one before it; the last are those above all bounds.
        var counts: [UInt64]
        var sum = 0.0
    }
    let bounds: [Double]
    private let state: Mutex<Snapshot>

    init(bounds: [Double]) {
        self.bounds = bounds
        state = Mutex(Snapshot(counts: Array(repeating: 0, count: bounds.count + 1)))
    }

    var current: Snapshot { state.withLock { $0 } }

    func recordNanoseconds(_ duration: Int64) { record(max(0, Double(duration)) / 1e9) }
    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) {
        // Without a place among the others, and the sum would never again be a number.
        guard value.isFinite else { return }
        // A bound belongs to its bucket: "le" is less or equal.
        let bucket = bounds.firstIndex { value <= $0 } ?? bounds.count
        state.withLock { state in
            state.counts[bucket] += 1
            state.sum += value
        }
    }
}
