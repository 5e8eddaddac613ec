/// How much of something (lines, KiB) a connection may send now: some at once, then so much a second.
struct TokenBucket: Equatable, Sendable {
    private let most: Int
    private let perSecond: Int
    /// In thousandths, so that whole milliseconds add whole numbers.
    private var tokens: Int
    private var filledAt: Int

    /// `now` in milliseconds of any clock that never goes back.
    init(burst: Int, perSecond: Int, now: Int) {
        most = max(burst, 1) * 1000
        self.perSecond = max(perSecond, 1)
        tokens = most
        filledAt = now
    }

    /// Takes `cost` thousandths, or says how many milliseconds are missing. What costs more than the bucket holds waits for
    /// a full one.
    mutating func take(_ cost: Int = 1000, now: Int) -> Int? {
        tokens = min(most, tokens + max(0, now - filledAt) * perSecond)
        filledAt = now
        guard tokens < min(cost, most) else {
            tokens -= cost
            return nil
        }
        return (min(cost, most) - tokens + perSecond - 1) / perSecond
    }
}
