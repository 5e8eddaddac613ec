/// How many lines a connection may send now: some at once, then so many a second.
struct TokenBucket: Equatable, Sendable {
    private let most: Int
    private let perSecond: Int
    /// In thousandths of a line, so that whole milliseconds add whole numbers.
    private var tokens: Int
    private var filledAt: Int

    /// `now` in milliseconds of any clock that never goes back.
    init(burst: Int, perSecond: Int, now: Int) {
        most = max(burst, 1) * 1000
        self.perSecond = max(perSecond, 1)
        tokens = most
        filledAt = now
    }

    /// Takes a line's worth, or says how many milliseconds are missing.
    mutating func take(now: Int) -> Int? {
        tokens = min(most, tokens + max(0, now - filledAt) * perSecond)
        filledAt = now
        guard tokens < 1000 else {
            tokens -= 1000
            return nil
        }
        return (1000 - tokens + perSecond - 1) / perSecond
    }
}
