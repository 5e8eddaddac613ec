import DeskCore

/// Whether an invitation is accepted, by whom it comes from and how many there were.
struct InvitationPolicy: Sendable {
    enum Verdict: Equatable, Sendable {
        case accept
        /// Later, after that time.
        case wait(Duration)
        case decline(reason: String)
    }

    static let perSenderWithin = Duration.seconds(3600)
    static let inAllWithin = Duration.seconds(60)

    let options: MatrixOptions.Invitations
    let ignored: [NamePattern]
    private var bySender: [String: [Timestamp]] = [:]
    private var accepted: [Timestamp] = []

    init(_ options: MatrixOptions.Invitations, ignored: [NamePattern]) {
        self.options = options
        self.ignored = ignored
    }

    mutating func verdict(on inviter: String?, at now: Timestamp) -> Verdict {
        guard let inviter, let user = UserID(inviter) else { return .decline(reason: "it does not say who invites") }
        if ignored.contains(where: { $0.matches(inviter) }) { return .decline(reason: "\(inviter) is ignored") }
        if options.denied.contains(where: { $0.matches(user.server) }) {
            return .decline(reason: "\(user.server) is denied")
        }
        if !options.allowed.isEmpty, !options.allowed.contains(where: { $0.matches(user.server) }) {
            return .decline(reason: "\(user.server) is not allowed")
        }
        forget(before: now)
        if bySender[inviter]?.count ?? 0 >= options.perSender {
            return .decline(reason: "\(inviter) has invited \(options.perSender) times within an hour")
        }
        if accepted.count >= options.inAll, let first = accepted.first {
            return .wait(max(.milliseconds(1), first + Self.inAllWithin - now))
        }
        accepted.append(now)
        bySender[inviter, default: []].append(now)
        return .accept
    }

    private mutating func forget(before now: Timestamp) {
        accepted.removeAll { now - $0 >= Self.inAllWithin }
        for (sender, times) in bySender where times.first.map({ now - $0 >= Self.perSenderWithin }) == true {
            let left = times.filter { now - $0 < Self.perSenderWithin }
            bySender[sender] = left.isEmpty ? nil : left
        }
    }
}
