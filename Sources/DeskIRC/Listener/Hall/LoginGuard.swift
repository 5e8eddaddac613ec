/// Counts wrong passwords, and makes whoever guesses wait: for one login from one sender after a few, and for a sender
/// altogether after more, so that nobody tries one password on every name. Nobody can lock somebody else out.
struct LoginGuard: Sendable {
    private struct Key: Hashable {
        /// Folded; nil for all of them.
        let name: String?
        let sender: NetworkAddress?
    }
    private struct Failures {
        var count = 0
        var underWay = 0
        /// In milliseconds of uptime.
        var last = 0
    }
    /// How many passwords of one sender are checked at once. The others wait here and not in the line of those who check, in
    /// which everybody stands behind them.
    static let mostAtOnce = 2
    /// What is counted at once; more forget the oldest.
    static let mostKept = 10_000

    var limits: ListenerLimits
    private var failures: [Key: Failures] = [:]

    init(limits: ListenerLimits) { self.limits = limits }

    /// For how many milliseconds from now nothing is checked; nil where it may be.
    func pause(_ name: String, from sender: NetworkAddress?, now: Int) -> Int? {
        keys(name, sender).compactMap { key, most in
            guard let found = failures[key], found.count >= most else { return nil }
            let left = found.last + limits.guessPauseSeconds * 1000 - now
            return left > 0 ? left : nil
        }.max()
    }

    private func keys(_ name: String, _ sender: NetworkAddress?) -> [(key: Key, most: Int)] {
        [
            (Key(name: IRCName.folded(name), sender: sender), limits.guessesPerLogin),
            (Key(name: nil, sender: sender), limits.guessesPerAddress),
        ]
    }

    /// Whether a password may be checked now: together with those under way it is not one guess too many. Each that
    /// began has to end.
    mutating func begin(_ name: String, from sender: NetworkAddress?, now: Int) -> Bool {
        let keys = keys(name, sender)
        for (key, most) in keys {
            let found = current(key, now: now)
            guard found.count + found.underWay < most else { return false }
            if key.name == nil, found.underWay >= Self.mostAtOnce { return false }
        }
        for (key, _) in keys {
            var found = current(key, now: now)
            found.underWay += 1
            failures[key] = found
        }
        return true
    }

    mutating func ended(_ name: String, from sender: NetworkAddress?, isRight: Bool, now: Int) {
        for (key, _) in keys(name, sender) {
            guard var found = failures[key] else { continue }
            found.underWay -= 1
            failures[key] = found.underWay > 0 || found.count > 0 ? found : nil
        }
        if !isRight { failed(name, from: sender, now: now) }
    }

    mutating func failed(_ name: String, from sender: NetworkAddress?, now: Int) {
        for (key, _) in keys(name, sender) {
            var found = current(key, now: now)
            found.count += 1
            found.last = now
            failures[key] = found
        }
        guard failures.count > Self.mostKept else { return }
        let pause = limits.guessPauseSeconds * 1000
        failures = failures.filter { $0.value.underWay > 0 || now - $0.value.last < pause }
        while failures.count > Self.mostKept,
            let oldest = failures.filter({ $0.value.underWay == 0 }).min(by: { $0.value.last < $1.value.last })?.key
        {
            failures[oldest] = nil
        }
    }

    /// After as long without a guess it begins anew.
    private func current(_ key: Key, now: Int) -> Failures {
        var found = failures[key] ?? Failures()
        if now - found.last >= limits.guessPauseSeconds * 1000 { found.count = 0 }
        return found
    }
}
