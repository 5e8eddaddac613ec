import Logging
import Synchronization
import TestKit
import Testing

@testable import DeskMatrix

@Suite struct RateLimitTests {
    private final class Told: Sendable {
        private let lines = Mutex<[String]>([])
        var all: [String] { lines.withLock(\.self) }
        func add(_ line: String) { lines.withLock { $0.append(line) } }
    }

    private struct Listening: LogHandler {
        let told: Told
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.info
        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }
        func log(event: LogEvent) { told.add("\(event.level): \(event.message)") }
    }

    @Test func `tells once which limit of the server is met`() {
        let told = Told()
        let limits = RateLimits(of: "@desk:x", log: Logger(label: "test") { _ in Listening(told: told) })
        limits.met(.joins, in: .unavailable("down"))
        #expect(told.all.isEmpty)
        for _ in 0..<3 { limits.met(.messages) }
        limits.met(.joins, in: .limited(retryAfter: nil))
        #expect(told.all.count == 2)
        #expect(told.all[0].hasPrefix("warning: "))
        #expect(told.all[0].contains("/_synapse/admin/v1/users/@desk:x/override_ratelimit"))
        #expect(told.all.map { $0.contains("rc_message") } == [true, false])
        #expect(told.all[1].contains("rc_joins"))
    }
}
