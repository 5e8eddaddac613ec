import Logging
import Synchronization

/// Tells an administrator which of the homeserver's limits holds the desk back: once in a while each.
final class RateLimits: Sendable {
    /// By what Synapse calls them.
    enum Limit: String, Sendable {
        case messages = "rc_message"
        case joins = "rc_joins"
        case rooms = "rc_room_creation"
    }

    private static let pause = Duration.seconds(600)
    private let user: String
    private let log: Logger
    private let told = Mutex<[Limit: ContinuousClock.Instant]>([:])

    init(of user: String, log: Logger) {
        self.user = user
        self.log = log
    }

    func met(_ limit: Limit) {
        let isNews = told.withLock { told in
            if let last = told[limit], .now - last < Self.pause { return false }
            told[limit] = .now
            return true
        }
        guard isNews else { return }
        log.warning(
            "the homeserver limits what \(user) does, so customers wait (\(limit.rawValue), on Synapse). An administrator lifts it for this user alone: POST /_synapse/admin/v1/users/\(user)/override_ratelimit with {\"messages_per_second\": 0, \"burst_count\": 0}; or raises \(limit.rawValue) for all"
        )
    }

    /// Where a failure is that.
    func met(_ limit: Limit, in failure: MatrixFailure) { if case .limited = failure { met(limit) } }
}
