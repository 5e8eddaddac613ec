import DeskCore
@testable import DeskRuntime
import DeskStore
import Synchronization
import TestKit
import Testing

/// Content and reader change in one step, seen from outside.
@Suite(.timeLimit(.minutes(1))) struct ReloadTests {
    private func running(
        _ folder: FakeFolder,
        _ body: (any Inbox, ContentKeeper, FakeGateway, InMemoryStore) async throws -> Void
    ) async throws {
        let (gateway, store, mailbox, stop) = (FakeGateway(), InMemoryStore(), Mailbox(), Gate())
        let keeper = ContentKeeper(folder.source, mailbox: mailbox, live: "sample-1", log: quiet)
        let service = DeskService(
            .init(
                mailbox: mailbox, gateways: [gateway], memory: { _ in FakeMemory() }, store: store, archive: store,
                reader: RoteReader(), content: SampleContent.content, keeper: keeper, log: quiet))
        try await withThrowingTaskGroup { group in
            group.addTask { try await service.run { await stop.pass() } }
            try await body(try #require(await gateway.inbox()), keeper, gateway, store)
            stop.open()
            try await group.waitForAll()
        }
    }

    private func texts(_ deliveries: [Delivery]) -> [String] {
        deliveries.compactMap { if case .say(let utterance) = $0.act { utterance.prose.plainText } else { nil } }
    }

    @Test func `the answer after a reload is the new one`() async throws {
        let folder = FakeFolder()
        try await running(folder) { inbox, keeper, gateway, _ in
            try await inbox.accept(arrival(1))
            #expect(texts(await gateway.attempts(2)).last == "24 months.")
            folder.hold(SampleContent.edited(36))
            _ = await keeper.reload()
            try await inbox.accept(arrival(2))
            #expect(texts(await gateway.attempts(3)).last == "36 months.")
        }
    }

    @Test func `a folder with errors changes nothing for customers`() async throws {
        let folder = FakeFolder()
        try await running(folder) { inbox, keeper, gateway, _ in
            try await inbox.accept(arrival(1))
            _ = await gateway.attempts(2)
            folder.hold(SampleContent.edited(36), errors: ["bad"])
            #expect(await keeper.reload() == .refused(errors: ["bad"]))
            try await inbox.accept(arrival(2))
            #expect(texts(await gateway.attempts(3)).last == "24 months.")
        }
    }

    @Test func `while a reader learns, customers are answered from what was there before`() async throws {
        let (begun, gate) = (Gate(), Gate())
        let folder = FakeFolder(whileLearning: { _ in
            begun.open()
            await gate.pass()
        })
        try await running(folder) { inbox, keeper, gateway, _ in
            folder.hold(SampleContent.edited(36))
            try await withThrowingTaskGroup { group in
                group.addTask { await keeper.reload() }
                await begun.pass()
                try await inbox.accept(arrival(1))
                #expect(texts(await gateway.attempts(2)).last == "24 months.")
                gate.open()
                for try await report in group {
                    #expect(report == .live("edited-36", articles: 2, intents: IntentAction.allCases.count))
                }
            }
            try await inbox.accept(arrival(2))
            #expect(texts(await gateway.attempts(3)).last == "36 months.")
        }
    }

    /// Twenty customers ask all the time while the content changes as fast as it can be loaded.
    @Test func `every turn is read with content that was live while it was open`() async throws {
        let folder = FakeFolder()
        try await running(folder) { inbox, keeper, _, store in
            try await withThrowingTaskGroup { group in
                for customer in 0..<20 {
                    group.addTask {
                        for number in 0..<20 {
                            try await inbox.accept(arrival(customer * 100 + number, by: "c\(customer)"))
                        }
                    }
                }
                for number in 1...50 {
                    folder.hold(SampleContent.edited(number))
                    _ = await keeper.reload()
                }
                try await group.waitForAll()
            }
            await until { await store.snapshot.records.allSatisfy { $0.hasNoOpenTurn } }
            let journal = await store.journal
            #expect(journal.count { if case .contentChanged = $0.body { true } else { false } } == 51)
            for problem in readings(in: journal).problems { Issue.record("\(problem)") }
        }
    }

    @Test func `a reader changes only for turns taken up after it`() async {
        let mailbox = Mailbox()
        let box = Mutex<Readers?>(nil)
        // The change comes in the middle of its reading.
        let first = Interrupted { box.withLock { $0 }?.change(to: RoteReader(SampleContent.edited(1))) }
        let readers = Readers(reader: first, mailbox: mailbox, workers: 1)
        box.withLock { $0 = readers }
        await withTaskGroup { group in
            group.addTask { await readers.run() }
            for id in ["c1", "c2"] as [ConversationID] {
                readers.add(Turn(id: TurnID(conversation: id, number: 1, lines: 1), text: "warranty"))
            }
            var revisions: [Revision] = []
            while revisions.count < 2 {
                for letter in await mailbox.next(upTo: 1) ?? [] {
                    if case .turnRead(_, let reading) = letter.body { revisions.append(reading.revision) }
                }
            }
            #expect(revisions == ["interrupted", "edited-1"])
            #expect(readers.revision == "edited-1")
            group.cancelAll()
        }
        box.withLock { $0 = nil }
    }

    @Test func `of a turn that grows only what it has grown to is read, in its place in line`() async {
        let mailbox = Mailbox()
        let readers = Readers(reader: RoteReader(isQuick: true), mailbox: mailbox, workers: 1)
        func turn(_ id: ConversationID, lines: Int, _ text: String) -> Turn {
            Turn(id: TurnID(conversation: id, number: 1, lines: lines), text: text)
        }
        #expect(readers.read(turn("c1", lines: 1, "odd")) == nil)
        #expect(readers.read(turn("c2", lines: 1, "odd")) == nil)
        #expect(readers.read(turn("c3", lines: 1, "odd")) == nil)
        for lines in 2...1000 { #expect(readers.read(turn("c1", lines: lines, "odder")) == nil) }
        #expect(readers.read(turn("c2", lines: 2, "even")) != nil, "nothing is left of what it grew from")
        #expect(readers.unread == 3)
        await withTaskGroup { group in
            group.addTask { await readers.run() }
            var read: [TurnID] = []
            while read.count < 2 {
                for letter in await mailbox.next(upTo: 9) ?? [] {
                    if case .turnRead(let id, _) = letter.body { read.append(id) }
                }
            }
            #expect(read == [turn("c1", lines: 1000, "").id, turn("c3", lines: 1, "").id])
            group.cancelAll()
        }
    }

    private struct Interrupted: Reader {
        let revision: Revision = "interrupted"
        let interruption: @Sendable () -> Void
        func read(_ turn: Turn) -> Reading {
            interruption()
            return Reading([], thresholds: .init(answer: 1, clarify: 1), revision: revision)
        }
    }

    /// The journal decided again by a desk that has nothing else.
    private func readings(in journal: [Event]) -> LiveReadings {
        var (desk, readings) = (Desk(content: SampleContent.content), LiveReadings())
        let contents = ([SampleContent.content] + (1...50).map(SampleContent.edited)).map { ($0.revision, $0) }
        let known = Dictionary(uniqueKeysWithValues: contents)
        for event in journal {
            if case .contentChanged(let revision) = event.body, let content = known[revision] { desk.adopt(content) }
            readings.take(desk.step(event))
        }
        return readings
    }
}

extension Record {
    fileprivate var hasNoOpenTurn: Bool {
        guard case .conversation(let conversation) = self else { return true }
        return conversation.turn == nil
    }
}
