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
        /// In milliseconds of uptime.
        var last = 0
    }
    /// What is counted at once; more forget the oldest.
    static let mostKept = 10_000

    var limits: ListenerLimits
    private var failures: [Key: Failures] = [:]

    init(limits: ListenerLimits) { self.limits = limits }

    /// For how many milliseconds from now nothing is checked; nil where it may be.
    func pause(_ name: String, from sender: NetworkAddress?, now: Int) -> Int? {
        [
            (Key(name: IRCName.folded(name), sender: sender), limits.guessesPerLogin),
            (Key(name: nil, sender: sender), limits.guessesPerAddress),
        ]
        .compactMap { key, most in
            guard let found = failures[key], found.count >= most else { return nil }
            let left = found.last + limits.guessPauseSeconds * 1000 - now
            return left > 0 ? left : nil
        }.max()
    }

    mutating func failed(_ name: String, from sender: NetworkAddress?, now: Int) {
        let pause = limits.guessPauseSeconds * 1000
        for key in [Key(name: IRCName.folded(name), sender: sender), Key(name: nil, sender: sender)] {
            var found = failures[key] ?? Failures()
            // After as long without a guess it begins anew.
            if now - found.last >= pause { found.count = 0 }
            found.count += 1
            found.last = now
            failures[key] = found
        }
        guard failures.count > Self.mostKept else { return }
        failures = failures.filter { now - $0.value.last < pause }
        while failures.count > Self.mostKept, let oldest = failures.min(by: { $0.value.last < $1.value.last })?.key {
            failures[oldest] = nil
        }
    }
}
