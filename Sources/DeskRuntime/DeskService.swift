public import DeskCore
import Foundation
public import Logging
public import Metrics

/// The desk as a running thing: the loop and everybody who works for it.
public struct DeskService: Sendable {
    private let mailbox: Mailbox
    private let loop: DeskLoop
    private let courier: Courier
    private let readers: Readers
    private let alarms: AlarmClock
    private let keeper: ContentKeeper?
    private let supervisors: [GatewaySupervisor]
    private let pulse: Pulse
    private let time: Time
    private let log: Logger

    /// What a desk is made of.
    public struct Parts {
        public var mailbox: Mailbox
        public var gateways: [any Gateway]
        public var memory: (GatewayID) -> any GatewayMemory
        public var store: any Store
        public var archive: any Archive
        public var reader: any Reader
        public var content: Content
        /// What the content folder holds instead of `content`, if it cannot be spoken from.
        public var refusal: ContentRefusal?
        /// Reloads the content while the desk runs; needs the same mailbox.
        public var keeper: ContentKeeper?
        /// Where drafts made from agents' answers go.
        public var shelf: (any DraftShelf)?
        /// Where files that agents asked for are kept; none for a desk that keeps none.
        public var files: String?
        public var policy: Policy
        /// One core is left to everything else, where there are two.
        public static let usualReaders = max(1, ProcessInfo.processInfo.activeProcessorCount - 1)
        /// How many turns are read at once.
        public var readers: Int
        /// Where turns are read; none for where everything else happens.
        public var readingThreads: (any TaskExecutor)?
        public var time: Time
        public var chance: @Sendable () -> UInt64
        public var log: Logger
        /// Where the desk tells how it stands.
        public var pulse: Pulse
        /// Where it counts what it does.
        public var metrics: any MetricsFactory

        public init(
            mailbox: Mailbox = Mailbox(), gateways: [any Gateway], memory: @escaping (GatewayID) -> any GatewayMemory,
            store: any Store,
            archive: any Archive, reader: any Reader, content: Content, refusal: ContentRefusal? = nil,
            keeper: ContentKeeper? = nil, shelf: (any DraftShelf)? = nil, files: String? = nil,
            policy: Policy = Policy(),
            readers: Int = usualReaders,
            readingThreads: (any TaskExecutor)? = nil, time: Time = .system,
            chance: @escaping @Sendable () -> UInt64 = Chance.system.next, log: Logger,
            pulse: Pulse = Pulse(), metrics: any MetricsFactory = MetricsSystem.factory
        ) {
            self.mailbox = mailbox
            self.gateways = gateways
            self.memory = memory
            self.store = store
            self.archive = archive
            self.reader = reader
            self.content = content
            self.refusal = refusal
            self.keeper = keeper
            self.shelf = shelf
            self.files = files
            self.policy = policy
            self.readers = readers
            self.readingThreads = readingThreads
            self.time = time
            self.chance = chance
            self.log = log
            self.pulse = pulse
            self.metrics = metrics
        }
    }

    public init(_ parts: Parts) {
        let (mailbox, pulse) = (parts.mailbox, parts.pulse)
        let figures = Figures(gateways: parts.gateways.map(\.id), factory: parts.metrics)
        pulse.expect(parts.gateways.map(\.id))
        let drafting = Drafting(
            archive: parts.archive, shelf: parts.shelf, defaultLanguage: parts.content.defaultLanguage)
        let files = FileShelf(
            gateways: Dictionary(parts.gateways.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first }),
            folder: parts.files)
        let clerk = Clerk(
            archive: parts.archive, drafting: drafting, files: files, time: parts.time, log: parts.log)
        var policy = parts.policy
        policy.staffRooms = parts.gateways.flatMap(\.staffRooms)
        courier = Courier(
            gateways: parts.gateways, mailbox: mailbox, clerk: clerk, time: parts.time, log: parts.log,
            figures: figures)
        readers = Readers(
            reader: parts.reader, mailbox: mailbox, workers: parts.readers, executor: parts.readingThreads,
            figures: figures)
        alarms = AlarmClock(time: parts.time, mailbox: mailbox)
        let store = SeenStore(inner: parts.store, pulse: pulse, figures: figures)
        loop = DeskLoop(
            mailbox: mailbox, store: store, courier: courier, readers: readers, alarms: alarms, policy: policy,
            content: parts.content, refusal: parts.refusal,
            eraser: Eraser(archive: parts.archive, shelf: parts.shelf, files: files, log: parts.log), time: parts.time,
            chance: parts.chance)
        supervisors = parts.gateways.map {
            GatewaySupervisor(
                gateway: $0, memory: parts.memory($0.id), inbox: mailbox, time: parts.time, log: parts.log,
                pulse: pulse, figures: figures)
        }
        keeper = parts.keeper
        self.mailbox = mailbox
        self.pulse = pulse
        time = parts.time
        log = parts.log
        pulse.onMeasure { [readers, courier, time] in
            figures.measure(pulse, mailbox, readers, courier, at: time.now())
        }
    }

    private enum Ending: Sendable {
        case asked
        case worker
        case loop
    }

    /// Runs until `stop` returns, then takes in nothing more, finishes what is inside and under way, and returns.
    ///
    /// - Parameter stop: Must heed cancellation: this waits for it also when something else has ended the desk.
    /// - Throws: What ended the desk, if nobody asked it to end: the store's error, or a gateway's that cannot start.
    public func run(until stop: @escaping @Sendable () async -> Void) async throws {
        try await withThrowingTaskGroup(of: Ending.self) { group in
            group.addTask {
                do {
                    try await loop.run()
                } catch {
                    pulse.became(.failed)
                    throw error
                }
                return .loop
            }
            group.addTask {
                await stop()
                return .asked
            }
            let workers: [(@Sendable () async -> Void)?] = [readers.run, alarms.run, courier.run, keeper?.run]
            for worker in workers.compactMap(\.self) {
                group.addTask {
                    await worker()
                    return .worker
                }
            }
            for supervisor in supervisors {
                group.addTask {
                    try await supervisor.run()
                    return .worker
                }
            }
            defer { group.cancelAll() }
            while let ending = try await group.next() {
                switch ending {
                case .asked:
                    pulse.became(.stopping)
                    await drain()
                case .loop: return
                case .worker: break
                }
            }
        }
    }

    /// How long what is under way may take when the desk is asked to end. What is left stays in the outbox.
    static let longestDrain: Duration = .seconds(5)

    /// Asked in the direction in which things move, and where they come round to once more at the end.
    private var isQuiet: Bool { mailbox.isQuiet && loop.isIdle && courier.isIdle && mailbox.isQuiet }

    private func drain() async {
        mailbox.refuse()
        let end = time.now() + Self.longestDrain
        while time.now() < end, !Task.isCancelled, !isQuiet {
            try? await time.sleep(.milliseconds(20))
        }
        mailbox.close()
    }
}
