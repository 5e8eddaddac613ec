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
        guard pause > 0 else { return nil }
        let free = burst * pause - max(fullAt - now, 0)
        let needed = min(lines, burst) * pause
        guard free < needed else {
            charge(lines, now: now)
            return nil
        }
        return needed - free
    }

    var isLimited: Bool { pause > 0 }

    /// In how many milliseconds all of the burst is there; nil where it is now.
    func untilFull(now: Int) -> Int? { pause > 0 && fullAt > now ? fullAt - now : nil }

    /// Counts lines that could not wait.
    mutating func charge(_ lines: Int = 1, now: Int) {
        guard pause > 0 else { return }
        fullAt = max(fullAt, now) + lines * pause
    }
}
