import DeskContent
import DeskCore
import DeskMatching
import DeskRuntime
import DeskStore
import Foundation
import Logging
import TestKit

/// A whole desk on simulated time, with the content that comes with it, and people who write over IRC.
final class Stage {
    /// How long people wait after each line before anybody goes on: longer than the desk waits for more lines.
    static let moment: Duration = .seconds(4)
    /// Nine in the morning, so that the times in a recap look like a day's work.
    static let start = Timestamp(milliseconds: 1_795_251_600_000)
    private static let beat: Duration = .milliseconds(100)

    private let customers: [String]
    private let clock = ManualClock()
    private let executor = OrderlyExecutor()
    private let gateway: HallGateway
    private let keeper: ContentKeeper
    private let folder: WritersFolder
    private let shelf: Shelf
    private let run: Task<Void, any Error>

    init(_ script: Script) {
        customers = script.customers
        clock.advance(by: Self.start - clock.now)
        let (clock, store, mailbox) = (clock, InMemoryStore(), Mailbox())
        let gateway = HallGateway(now: { clock.now })
        self.gateway = gateway
        let folder = WritersFolder()
        (self.folder, shelf) = (folder, Shelf(folder))
        let log = Logger(label: "conversation") { _ in SwiftLogNoOpLogHandler() }
        let content = StarterContent.content
        let source = ContentSource(load: { folder.load() }, reader: { SameReader(revision: $0.revision) })
        keeper = ContentKeeper(source, mailbox: mailbox, live: content.revision, log: log)
        let service = DeskService(
            .init(
                mailbox: mailbox, gateways: [gateway], memory: { _ in FakeMemory() }, store: store, archive: store,
                reader: StarterContent.matcher, content: content, keeper: keeper, shelf: shelf, time: clock.time,
                chance: { gateway.chance }, log: log))
        run = Task(executorPreference: executor) {
            try await service.run { try? await clock.sleep(for: .seconds(1 << 40)) }
        }
        let logins = Self.logins(script)
        Task(executorPreference: executor) {
            for login in logins { try? await mailbox.submit(.loginSet(login)) }
        }
        executor.runUntilIdle()
    }

    private static func logins(_ script: Script) -> [Login] {
        Cast.agents.map { Login(name: $0, role: .agent, verifier: "") }
            + script.logins.map { Login(name: $0, role: .customer, verifier: "") }
    }

    /// Does it, and lets the desk work until everything is quiet.
    ///
    /// - Returns: What was heard, as a page tells it.
    func play(_ deed: Deed) throws -> [String] {
        try begin(deed)
        executor.runUntilIdle()
        if case .passes(let duration) = deed { pass(duration) } else { pass(Self.moment) }
        return Hearing(customers: customers, deed: deed).lines(of: gateway.takeHeard())
            + shelf.takeLines()
    }

    func end() {
        run.cancel()
        executor.runUntilIdle()
    }

    private func pass(_ duration: Duration) {
        var left = duration
        while left > .zero {
            clock.advance(by: min(left, Self.beat))
            left -= Self.beat
            executor.runUntilIdle()
        }
    }

    private func begin(_ deed: Deed) throws {
        switch deed {
        case .says(let who, let room, let lines):
            connect(who)
            for line in lines { gateway.say(line, from: who, to: room ?? Cast.desk) }
        case .comesBack(let who): gateway.connect(who, withLogin: false)
        case .logsIn(let who): gateway.connect(who, withLogin: true)
        case .joins(let who, let room):
            connect(who)
            gateway.send("JOIN \(room)", from: who)
        case .leaves(let who): gateway.disconnect(who)
        case .passes: break
        case .rewrites(let file, let text):
            try folder.rewrite(file, text)
            reload()
        }
    }

    private func connect(_ who: String) { gateway.connect(who, withLogin: Cast.isAgent(who)) }

    private func reload() {
        let keeper = keeper
        Task(executorPreference: executor) { await keeper.reload() }
    }
}

/// The content that comes with the desk, learned once for all pages.
enum StarterContent {
    static let content = ContentFolder(Repository.root).load().content
    static let matcher = Matcher(content)
}
