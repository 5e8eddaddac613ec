/// What was sent and the network has not yet said that it has: by label (IRCv3 labeled-response), by echo (echo-message),
/// or else by the answer to a PING that followed it. A server works off a connection's lines in order, so that by the
/// answer it has taken, or refused, what stood before.
struct Confirmations {
    /// After so long the answer is not taken to come any more.
    static let mostMilliseconds = 60_000
    private struct Sent {
        let outgoing: Outgoing
        let at: Int
    }
    private var labels: [String: Sent] = [:]
    private var echoes: [String: [Sent]] = [:]
    /// Since the last PING, and before it.
    private var unfenced: [Sent] = []
    private var fenced: [Sent] = []
    private var fence: String?
    private var count: UInt64 = 0

    var isEmpty: Bool { labels.isEmpty && echoes.isEmpty && unfenced.isEmpty && fenced.isEmpty }

    /// Every one that is not confirmed, once each.
    var all: [Outgoing] {
        var seen: Set<ObjectIdentifier> = []
        let sent =
            labels.values.map(\.outgoing) + echoes.values.flatMap { $0.map(\.outgoing) }
            + fenced.map(\.outgoing) + unfenced.map(\.outgoing)
        return sent.filter { seen.insert(ObjectIdentifier($0)).inserted }
    }

    // MARK: - Sent

    /// A label for what goes out now.
    mutating func label(_ outgoing: Outgoing, now: Int) -> String {
        count += 1
        let label = String(count, radix: 32)
        outgoing.unconfirmed += 1
        labels[label] = Sent(outgoing: outgoing, at: now)
        return label
    }

    mutating func awaitEcho(_ outgoing: Outgoing, now: Int) {
        outgoing.unconfirmed += 1
        echoes[outgoing.target, default: []].append(Sent(outgoing: outgoing, at: now))
    }

    mutating func awaitFence(_ outgoing: Outgoing, now: Int) {
        outgoing.unconfirmed += 1
        unfenced.append(Sent(outgoing: outgoing, at: now))
    }

    var wantsFence: Bool { fence == nil && !unfenced.isEmpty }

    /// What to PING with, where something waits for it and none is under way.
    mutating func nextFence() -> String? {
        guard wantsFence else { return nil }
        count += 1
        fence = "f" + String(count, radix: 32)
        (fenced, unfenced) = (unfenced, [])
        return fence
    }

    // MARK: - Confirmed

    mutating func confirmed(label: String) -> Outgoing? { Self.confirm(labels.removeValue(forKey: label)) }

    /// By an echo of ours to that target.
    mutating func echoed(to target: String) -> Outgoing? {
        guard var waiting = echoes[target], !waiting.isEmpty else { return nil }
        let first = waiting.removeFirst()
        echoes[target] = waiting.isEmpty ? nil : waiting
        return Self.confirm(first)
    }

    mutating func answered(fence token: String) -> [Outgoing] {
        guard token == fence else { return [] }
        fence = nil
        defer { fenced = [] }
        return fenced.compactMap { Self.confirm($0) }
    }

    private static func confirm(_ sent: Sent?) -> Outgoing? {
        sent?.outgoing.unconfirmed -= 1
        return sent?.outgoing
    }

    /// Who is meant by an error that names a target.
    mutating func refused(target: String) -> Outgoing? {
        if let outgoing = echoes[target]?.first?.outgoing { return outgoing }
        return fenced.first { $0.outgoing.target == target }?.outgoing
            ?? unfenced.first { $0.outgoing.target == target }?.outgoing
            ?? labels.values.first { $0.outgoing.target == target }?.outgoing
    }

    func outgoing(label: String) -> Outgoing? { labels[label]?.outgoing }

    /// No more is waited for.
    mutating func drop(_ outgoing: Outgoing) {
        labels = labels.filter { $0.value.outgoing !== outgoing }
        if var waiting = echoes[outgoing.target] {
            waiting.removeAll { $0.outgoing === outgoing }
            echoes[outgoing.target] = waiting.isEmpty ? nil : waiting
        }
        fenced.removeAll { $0.outgoing === outgoing }
        unfenced.removeAll { $0.outgoing === outgoing }
        outgoing.unconfirmed = 0
    }

    mutating func giveUp(before time: Int) -> [Outgoing] {
        guard !isEmpty else { return [] }
        let late = (Array(labels.values) + Array(echoes.values.joined()) + fenced + unfenced).filter { $0.at < time }
            .map(\.outgoing)
        for outgoing in late { drop(outgoing) }
        return late
    }

    mutating func reset() { self = Confirmations() }
}
