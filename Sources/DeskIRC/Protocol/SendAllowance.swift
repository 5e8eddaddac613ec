/// How many lines may be sent now: some at once, then one each pause (RFC 1459 8.10, as servers mostly do it).
struct SendAllowance: Equatable, Sendable {
    private let burst: Int
    /// In milliseconds; 0 for no limit.
    private let pause: Int
    /// When all of the burst is there again, in milliseconds of a clock that never goes back.
    private var fullAt = 0

    init(burst: Int, pauseMilliseconds: Int) {
        self.burst = max(burst, 1)
        pause = max(pauseMilliseconds, 0)
    }

    /// Nil where as many lines may go out, which counts them; else for how many milliseconds not. More lines than the burst
    /// wait for all of it.
    mutating func take(_ lines: Int = 1, now: Int) -> Int? {
        let wait = until(lines, now: now)
        guard wait == 0 else { return wait }
        charge(lines, now: now)
        return nil
    }

    var isLimited: Bool { pause > 0 }

    /// In how many milliseconds so many lines, or the whole burst, may go out.
    func until(_ lines: Int, now: Int) -> Int {
        guard pause > 0 else { return 0 }
        return max(0, min(lines, burst) * pause - (burst * pause - max(fullAt - now, 0)))
    }

    /// Counts lines that could not wait.
    mutating func charge(_ lines: Int = 1, now: Int) {
        guard pause > 0 else { return }
        fullAt = max(fullAt, now) + lines * pause
    }
}
