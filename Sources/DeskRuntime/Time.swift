public import DeskCore
import Foundation

/// The world's clock, replaced in tests by one that moves when told to.
public struct Time: Sendable {
    public let now: @Sendable () -> Timestamp
    /// Returns early, by throwing, when the task is cancelled.
    public let sleep: @Sendable (Duration) async throws -> Void

    public init(now: @escaping @Sendable () -> Timestamp, sleep: @escaping @Sendable (Duration) async throws -> Void) {
        self.now = now
        self.sleep = sleep
    }

    public static let system = Time(
        now: { Timestamp(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded(.down))) },
        sleep: { try await Task.sleep(for: $0) })
}
