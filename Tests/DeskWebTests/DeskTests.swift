import DeskCore
import DeskRuntime
import DeskStore
import DeskWeb
import Logging
import Metrics
import Synchronization
import TestKit
import Testing

/// A running desk, seen from outside: what it counts stands in the table of metrics, and is what happened.
@Suite(.timeLimit(.minutes(1))) struct DeskTests {
    /// A desk over the store in memory, with everything that anybody looks at.
    private struct Watched: Sendable {
        let gateway: FakeGateway
        let store = InMemoryStore()
        let pulse = Pulse()
        let refused = Told()
        let metrics: PrometheusMetrics
        let service: DeskService

        init(_ gateway: FakeGateway, store slow: (any Store)? = nil, reader: any Reader = RoteReader()) {
            self.gateway = gateway
            let refused = refused
            metrics = PrometheusMetrics(given: ["gateway": ["fake"]]) { refused.add($0) }
            service = DeskService(
                .init(
                    gateways: [gateway], memory: { _ in FakeMemory() }, store: slow ?? store, archive: store,
                    reader: reader, content: SampleContent.content,
                    log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, pulse: pulse, metrics: metrics))
        }

        /// Runs the desk for as long as the body takes, and lets it end in peace.
        func running(_ body: @escaping @Sendable (any Inbox) async throws -> Void) async throws {
            let (stop, end) = AsyncStream.makeStream(of: Void.self)
            try await withThrowingTaskGroup { group in
                group.addTask { try await service.run { for await _ in stop {} } }
                defer { end.finish() }
                let inbox = try #require(await gateway.inbox())
                try await body(inbox)
                end.finish()
                try await group.waitForAll()
            }
            #expect(refused.all == [], "every metric is declared as it is used")
        }

        /// The value of one line of the page.
        func value(_ series: String) -> Double? {
            pulse.measure()
            return metrics.render().split(separator: "\n").first { $0.hasPrefix(series + " ") }
                .flatMap { Double($0.dropFirst(series.count + 1)) }
        }

        func becomes(_ series: String, _ value: Double) async throws {
            try await eventually("\(series) is \(value)") { self.value(series) == value }
        }
    }

    private func arrival(
        _ number: Int, _ text: String, by name: String = "ann", venue: Venue = .direct, login: String? = nil
    ) -> Arrival {
        let room = venue == .direct ? RoomID(name) : "#desk"
        return Arrival(
            id: ArrivalID("fake/\(number)"), from: Address(gateway: "fake", room: room), venue: venue,
            author: Author(
                person: PersonID("fake:\(name)"), name: name, login: login, isLasting: login != nil),
            at: Timestamp(milliseconds: 0), body: .said(text))
    }

    @Test func `what customers ask is counted by what the desk made of it`() async throws {
        let watched = Watched(FakeGateway())
        try await watched.running { inbox in
            let words = [
                ("ann", "warranty"), ("bob", "pairing"), ("cid", "either of them"), ("dan", "gibberish"),
                ("eve", "human"), ("fay", "solved"),
            ]
            for (number, (name, text)) in words.enumerated() {
                try await inbox.accept(arrival(number, text, by: name))
            }
            // Chooses the second one of two.
            try await watched.becomes(#"rapport_answers_total{decision="clarify"}"#, 1)
            try await inbox.accept(arrival(10, "2", by: "cid"))
            try await inbox.accept(arrival(10, "2", by: "cid"))
            try await watched.becomes(#"rapport_answers_total{decision="answer"}"#, 3)
            try await watched.becomes(#"rapport_answers_total{decision="miss"}"#, 1)
            try await watched.becomes(#"rapport_answers_total{decision="hand_over"}"#, 1)
            try await watched.becomes(#"rapport_answers_total{decision="reply"}"#, 1)
            #expect(watched.value(#"rapport_arrivals_total{result="new"}"#) == 7)
            #expect(watched.value(#"rapport_arrivals_total{result="repeated"}"#) == 1)
            #expect(watched.value("rapport_reading_seconds_count") == 6)
            #expect(watched.value("rapport_conversations_open") == 6)
            #expect(watched.value("rapport_turns_unread") == 0)
        }
        // Each commit is timed, and every step of the journal was in one of them.
        let steps = await watched.store.journal.count
        #expect(watched.value("rapport_commit_transitions_sum") == Double(steps))
        #expect(watched.value("rapport_commit_seconds_count") == watched.value("rapport_commit_transitions_count"))
        #expect(try #require(watched.value("rapport_commit_seconds_sum")) > 0)
        #expect(try #require(watched.value("rapport_commit_seconds_count")) >= 2)
    }

    @Test func `the line is told as long as it is, and how each wait ended`() async throws {
        let watched = Watched(FakeGateway())
        try await watched.store.commit(
            [Desk(content: SampleContent.content).stepped(.loginSet(Login(name: "kim", role: .agent, verifier: "x")))],
            in: watched.store.open().tenure)
        try await watched.running { inbox in
            for (number, name) in ["ann", "bob", "cid"].enumerated() {
                try await inbox.accept(arrival(number, "human", by: name))
            }
            try await watched.becomes("rapport_cases_waiting", 3)
            #expect(watched.pulse.health().customersWaiting == 3)
            try await eventually("time passes") { (watched.value("rapport_case_oldest_wait_seconds") ?? 0) > 0 }
            #expect(watched.value("rapport_cases_overdue") == 0)
            try await inbox.accept(arrival(10, "!claim", by: "kim", venue: .staff, login: "kim"))
            try await inbox.accept(arrival(11, "stop", by: "bob"))
            try await watched.becomes("rapport_cases_waiting", 1)
            #expect(watched.value("rapport_cases_taken") == 1)
            #expect(watched.value(#"rapport_case_wait_seconds_count{end="taken"}"#) == 1)
            #expect(watched.value(#"rapport_case_wait_seconds_count{end="left"}"#) == 1)
        }
    }

    @Test func `a restart knows who waits`() async throws {
        let first = Watched(FakeGateway())
        try await first.running { inbox in
            try await inbox.accept(arrival(1, "human"))
            try await first.becomes("rapport_cases_waiting", 1)
        }
        let second = Watched(FakeGateway(), store: first.store)
        try await second.running { _ in try await second.becomes("rapport_cases_waiting", 1) }
    }

    @Test func `deliveries are told while they wait, and by how they end`() async throws {
        let isAway = Mutex(true)
        let gateway = FakeGateway { delivery, before in
            switch delivery.to.room {
            case "ann": isAway.withLock { $0 } ? .failure(.absent) : .success(Receipt())
            case "bob": .failure(.never(reason: "gone"))
            case "cid": before == 0 ? .failure(.later(retryAfter: .milliseconds(1), scope: .room)) : .success(Receipt())
            default: .success(Receipt())
            }
        }
        let watched = Watched(gateway)
        try await watched.running { inbox in
            for (number, name) in ["ann", "bob", "cid", "dan"].enumerated() {
                try await inbox.accept(arrival(number, "warranty", by: name))
            }
            // A greeting and an answer each.
            try await watched.becomes(#"rapport_delivery_seconds_count{gateway="fake",outcome="delivered"}"#, 4)
            try await watched.becomes(#"rapport_delivery_seconds_count{gateway="fake",outcome="failed"}"#, 2)
            #expect(watched.value(#"rapport_delivery_retries_total{gateway="fake",reason="later"}"#) == 2)
            #expect(watched.value(#"rapport_delivery_retries_total{gateway="fake",reason="absent"}"#) == 1)
            #expect(watched.value(#"rapport_deliveries_pending{gateway="fake",state="away"}"#) == 2)
            #expect(watched.value(#"rapport_deliveries_pending{gateway="fake",state="waiting"}"#) == 0)
            isAway.withLock { $0 = false }
            try await inbox.accept(
                Arrival(
                    id: "fake/back", from: Address(gateway: "fake", room: "ann"), venue: .direct,
                    author: Author(person: "fake:ann", name: "ann", isLasting: false), at: Timestamp(milliseconds: 0),
                    body: .joined))
            try await watched.becomes(#"rapport_delivery_seconds_count{gateway="fake",outcome="delivered"}"#, 6)
            #expect(watched.value(#"rapport_deliveries_pending{gateway="fake",state="away"}"#) == 0)
        }
    }

    @Test func `a desk that starts, runs and stops says so`() async throws {
        let gate = AsyncStream.makeStream(of: Void.self)
        let gateway = FakeGateway { _, _ in
            for await _ in gate.stream {}
            return .success(Receipt())
        }
        let watched = Watched(gateway)
        #expect(watched.pulse.health() == DeskHealth(phase: .starting, gateways: ["fake": .starting]))
        try await watched.running { inbox in
            watched.pulse.listening("fake")
            try await inbox.accept(arrival(1, "warranty"))
            #expect(watched.value(#"rapport_gateway_up{gateway="fake"}"#) == 1)
            let health = watched.pulse.health()
            #expect(health.phase == .running && health.revision == "sample-1" && !health.isContentRefused)
            #expect(health.gateways == ["fake": .listening])
            try await watched.becomes(#"rapport_deliveries_pending{gateway="fake",state="under_way"}"#, 1)
            #expect(watched.value(#"rapport_deliveries_pending{gateway="fake",state="waiting"}"#) == 1)
            gate.continuation.finish()
        }
        #expect(watched.pulse.health().phase == .stopping)
    }

    /// Commits nothing any more from a certain moment on, or does not come back from it.
    private actor BadDisk: Store {
        enum Fault { case none, fails, hangs }
        private let inner = InMemoryStore()
        private var fault = Fault.none
        private var hanging: CheckedContinuation<Void, Never>?
        func become(_ fault: Fault) {
            self.fault = fault
            hanging?.resume()
            hanging = nil
        }
        func open() async -> Snapshot { await inner.open() }
        func unseen(_ arrivals: [ArrivalID]) async -> Set<ArrivalID> { await inner.unseen(arrivals) }
        func recall(_ keys: [Key]) async -> [Record] { await inner.recall(keys) }
        func commit(_ transitions: [Transition], in tenure: Tenure) async throws(StoreError) {
            if fault == .hangs { await withCheckedContinuation { hanging = $0 } }
            if fault == .fails { throw .unavailable("disk full") }
            try await inner.commit(transitions, in: tenure)
        }
    }

    @Test func `a disk that hangs is seen while it hangs`() async throws {
        let disk = BadDisk()
        let watched = Watched(FakeGateway(), store: disk)
        try await watched.running { inbox in
            try await inbox.accept(arrival(1, "warranty"))
            await disk.become(.hangs)
            try await withThrowingTaskGroup { group in
                group.addTask { try await inbox.accept(arrival(2, "pairing")) }
                try await eventually("the commit takes its time") {
                    (watched.pulse.health().commitUnderWay ?? .zero) > .milliseconds(20)
                }
                await disk.become(.none)
                try await group.waitForAll()
            }
            try await eventually("it is over") { watched.pulse.health().commitUnderWay == nil }
        }
    }

    @Test func `a commit that fails is told until the desk is gone`() async throws {
        let disk = BadDisk()
        let watched = Watched(FakeGateway(), store: disk)
        await #expect(throws: StoreError.unavailable("disk full")) {
            try await watched.running { inbox in
                await disk.become(.fails)
                try? await inbox.accept(arrival(1, "warranty"))
                try await eventually("it is seen") { watched.pulse.health().phase == .failed }
            }
        }
        #expect(!HealthPage(watched.pulse.health(), version: "1", uptime: .zero).isTaking)
    }
}

extension Desk {
    /// What one event brings.
    fileprivate func stepped(_ body: Event.Body) -> Transition {
        var desk = self
        return desk.step(Event(at: Timestamp(milliseconds: 0), body))
    }
}
