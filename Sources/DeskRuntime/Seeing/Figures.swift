import DeskCore
import Metrics

/// What the desk counts of itself. Every name and label stands in DeskWeb's table of metrics as well, since rooms do not
/// know one another; one that does not is measured by nobody.
struct Figures: Sendable {
    private let commit: Timer
    private let transitions: Recorder
    private let decisions: [Decision: Counter]
    private let new: Counter
    private let repeated: Counter
    private let waits: [Caseload.Ended.End: Timer]
    private let deliveries: [GatewayID: DeliveryFigures]
    private let reading: Timer

    private let letters: Gauge
    private let senders: Gauge
    private let unread: Gauge
    private let conversations: Gauge
    private let waiting: Gauge
    private let overdue: Gauge
    private let taken: Gauge
    private let oldestWait: Gauge
    private let isRefused: Gauge

    init(gateways: [GatewayID] = [], factory: any MetricsFactory = MetricsSystem.factory) {
        func counter(_ name: String, _ label: String, _ value: String) -> Counter {
            Counter(label: name, dimensions: [(label, value)], factory: factory)
        }
        func timer(_ name: String, _ dimensions: [(String, String)] = []) -> Timer {
            Timer(label: name, dimensions: dimensions, factory: factory)
        }
        func gauge(_ name: String) -> Gauge { Gauge(label: name, factory: factory) }
        commit = timer("rapport_commit_seconds")
        transitions = Recorder(label: "rapport_commit_transitions", aggregate: true, factory: factory)
        decisions = .each { counter("rapport_answers_total", "decision", $0.rawValue) }
        new = counter("rapport_arrivals_total", "result", "new")
        repeated = counter("rapport_arrivals_total", "result", "repeated")
        waits = .each { timer("rapport_case_wait_seconds", [("end", $0.rawValue)]) }
        deliveries = Dictionary(
            gateways.map { ($0, DeliveryFigures($0, factory)) }, uniquingKeysWith: { first, _ in first })
        reading = timer("rapport_reading_seconds")
        letters = gauge("rapport_mailbox_letters")
        senders = gauge("rapport_mailbox_senders_waiting")
        unread = gauge("rapport_turns_unread")
        conversations = gauge("rapport_conversations_open")
        waiting = gauge("rapport_cases_waiting")
        overdue = gauge("rapport_cases_overdue")
        taken = gauge("rapport_cases_taken")
        oldestWait = gauge("rapport_case_oldest_wait_seconds")
        isRefused = gauge("rapport_content_refused")
    }

    subscript(gateway: GatewayID) -> DeliveryFigures? { deliveries[gateway] }

    // MARK: Counted as it happens

    func repeated(_ count: Int) { repeated.increment(by: count) }

    func committed(_ batch: [Transition], in time: Duration, ended: [Caseload.Ended]) {
        commit.record(duration: time)
        transitions.record(batch.count)
        new.increment(by: batch.count { $0.event.body.arrival != nil })
        for decision in batch.lazy.compactMap(\.decision) { decisions[decision]?.increment() }
        for wait in ended { waits[wait.end]?.record(duration: wait.after) }
    }

    func read(after time: Duration) { reading.record(duration: time) }

    // MARK: Looked at when somebody asks

    func measure(_ pulse: Pulse, _ mailbox: Mailbox, _ readers: Readers, _ courier: Courier, at now: Timestamp) {
        let inside = mailbox.crowd
        letters.record(inside.letters)
        senders.record(inside.senders)
        unread.record(readers.unread)
        let (conversations, cases) = pulse.counts(at: now)
        self.conversations.record(conversations)
        waiting.record(cases.waiting)
        overdue.record(cases.overdue)
        taken.record(cases.taken)
        oldestWait.record(Double(cases.oldestWait.wholeMilliseconds) / 1000)
        let health = pulse.health()
        isRefused.record(health.isContentRefused ? 1 : 0)
        let pending = courier.pending
        for (gateway, figures) in deliveries {
            figures.measure(pending[gateway] ?? .init(), isUp: health.gateways[gateway] == .listening)
        }
    }
}

/// What becomes of deliveries at one gateway.
struct DeliveryFigures: Sendable {
    enum Outcomes: String, CaseIterable {
        case delivered, failed, expired, withdrawn
        case maybeDelivered = "maybe_delivered"
    }
    /// Why an attempt did not end a delivery.
    enum Retry: String, CaseIterable { case later, absent, unknown }
    /// How many deliveries are in the outbox.
    struct Pending: Equatable {
        var waiting = 0
        var underWay = 0
        var away = 0
    }
    private let outcomes: [Outcomes: Timer]
    private let retries: [Retry: Counter]
    private let waiting: Gauge
    private let underWay: Gauge
    private let away: Gauge
    private let isUp: Gauge
    private let restarts: Counter

    init(_ gateway: GatewayID, _ factory: any MetricsFactory) {
        let own = ("gateway", gateway.rawValue)
        func pending(_ state: String) -> Gauge {
            Gauge(label: "rapport_deliveries_pending", dimensions: [own, ("state", state)], factory: factory)
        }
        outcomes = .each {
            Timer(label: "rapport_delivery_seconds", dimensions: [own, ("outcome", $0.rawValue)], factory: factory)
        }
        retries = .each {
            Counter(
                label: "rapport_delivery_retries_total", dimensions: [own, ("reason", $0.rawValue)], factory: factory)
        }
        waiting = pending("waiting")
        underWay = pending("under_way")
        away = pending("away")
        isUp = Gauge(label: "rapport_gateway_up", dimensions: [own], factory: factory)
        restarts = Counter(label: "rapport_gateway_restarts_total", dimensions: [own], factory: factory)
    }

    func settled(_ outcome: Outcome, after time: Duration) {
        let key: Outcomes =
            switch outcome {
            case .delivered: .delivered
            case .maybeDelivered: .maybeDelivered
            case .failed: .failed
            case .expired: .expired
            case .withdrawn: .withdrawn
            }
        outcomes[key]?.record(duration: time)
    }

    func restarted() { restarts.increment() }

    func tryAgain(_ reason: Retry) { retries[reason]?.increment() }

    fileprivate func measure(_ pending: Pending, isUp: Bool) {
        waiting.record(pending.waiting)
        underWay.record(pending.underWay)
        away.record(pending.away)
        self.isUp.record(isUp ? 1 : 0)
    }
}

extension Dictionary where Key: CaseIterable {
    /// A value for every case.
    fileprivate static func each(_ value: (Key) -> Value) -> Self {
        Dictionary(Key.allCases.map { ($0, value($0)) }, uniquingKeysWith: { first, _ in first })
    }
}
