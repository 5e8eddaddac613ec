import DeskCore
@testable import DeskRuntime
import DeskStore
import Foundation
import Synchronization
import TestKit
import Testing

/// What is changed after it was said, on its way to networks and off the disk.
@Suite(.timeLimit(.minutes(1))) struct ChangeTests {
    private func passing(_ id: String, _ cause: ArrivalID, by speaker: Speaker, act: Act? = nil) -> Delivery {
        let utterance = Utterance(speaker: speaker, prose: Prose(text: id))
        return Delivery(
            id: DeliveryID(id), to: Address(gateway: "fake", room: "ann"), act: act ?? .say(utterance), lane: .agent,
            causedBy: cause)
    }

    @Test func `what passes words on is dropped with them, and nothing else is`() async {
        let world = CourierWorld(FakeGateway())
        let room = world.room()
        world.courier.hold([room])
        world.courier.deliver(passing("words", "a", by: .customer("ann")))
        world.courier.deliver(passing("others", "b", by: .customer("ann")))
        world.courier.deliver(passing("answer", "a", by: .desk))
        world.courier.drop("a", in: room)
        world.courier.release([room])
        await world.running { world in
            #expect(await world.settled() == "words withdrawn")
            #expect(await world.settled() == "others delivered")
            #expect(await world.settled() == "answer delivered")
        }
        #expect(world.gateway.started.map(\.id) == ["others", "answer"])
    }

    @Test func `a network is given what it can show`() async {
        let said = Utterance(speaker: .agent("kim"), prose: Prose(text: "hold B"))
        for features: GatewayFeatures in [[], [.edits, .redactions]] {
            let world = CourierWorld(FakeGateway(features: features))
            world.courier.deliver(passing("1", "b", by: .desk, act: .correct("a", said)))
            world.courier.deliver(passing("2", "c", by: .desk, act: .takeBack("a")))
            await world.running { world in
                #expect(await world.settled() == "1 delivered")
                #expect(await world.settled() == "2 delivered", "there is nothing to be done, and that is done")
            }
            let acts = world.gateway.started.map(\.act)
            #expect(
                acts == (features.isEmpty ? [.say(said.marked(with: "✎ "))] : [.correct("a", said), .takeBack("a")]))
        }
    }

    // MARK: Typing

    @Test func `who types is seen by the other side, and nothing is kept of it`() async throws {
        let staff = Address(gateway: "fake", room: "staff")
        let (store, stop) = (InMemoryStore(), Gate())
        let gateway = FakeGateway(staffRooms: [staff]) { delivery, _ in
            guard case .openRoom = delivery.act else { return .success(Receipt()) }
            return .success(Receipt(room: Address(gateway: "fake", room: "case")))
        }
        let service = DeskService(
            .init(
                gateways: [gateway], memory: { _ in FakeMemory() }, store: store, archive: store,
                reader: RoteReader(), content: SampleContent.content, log: quiet))
        try await withThrowingTaskGroup { group in
            group.addTask { try await service.run { await stop.pass() } }
            let inbox = try #require(await gateway.inbox())
            let kim = Author(person: "fake:kim", name: "kim", vouched: "kim", isLasting: true)
            try await inbox.accept(arrival(1, .said("human")))
            try await inbox.accept(
                Arrival(
                    id: "fake/2", from: staff, venue: .staff, author: kim, at: Timestamp(milliseconds: 0),
                    body: .said("!claim")))
            // The room is there once the customer's words go to it.
            try await inbox.accept(arrival(3, .said("hello")))
            let ann = arrival(4).author
            let customer = Address(gateway: "fake", room: "ann")
            await until {
                inbox.isTyping(ann, in: customer)
                await lettingOthersRun()
                return gateway.typing.contains(Address(gateway: "fake", room: "case"))
            }
            inbox.isTyping(kim, in: Address(gateway: "fake", room: "case"))
            let events = await store.journal.count
            await until { gateway.typing.contains(customer) }
            #expect(await store.journal.count == events)
            stop.open()
            try await group.waitForAll()
        }
    }

    @Test func `more typing than anybody looks at is dropped`() async {
        let mailbox = Mailbox()
        let (author, room) = (arrival(1).author, arrival(1).from)
        for _ in 0..<Mailbox.mostTyping + 10 { mailbox.isTyping(author, in: room) }
        #expect(await mailbox.next(upTo: 9)?.isEmpty == true, "told without a letter")
        #expect(mailbox.takeTyping().count == Mailbox.mostTyping)
        #expect(mailbox.takeTyping().isEmpty)
        mailbox.close()
        mailbox.isTyping(author, in: room)
        #expect(await mailbox.next(upTo: 9) == nil)
    }

    // MARK: Files

    private func folder() -> String {
        FileManager.default.temporaryDirectory.appendingPathComponent("files-\(UUID().uuidString)").path
    }

    @Test func `a file is kept for the desk's user alone, and goes with what brought it`() async throws {
        let path = folder()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let gateway = FakeGateway(file: RemoteFile(name: "../../etc/cat.png", type: "image/png", bytes: [1, 2, 3]))
        let shelf = FileShelf(gateways: [gateway.id: gateway], folder: path)
        let file = try await shelf.fetch("fake/1", sentIn: Address(gateway: "fake", room: "ann"))
        #expect(file.name == "cat.png" && file.bytes == 3 && file.path.hasPrefix(path + "/"))
        #expect(FileManager.default.contents(atPath: file.path) == Data([1, 2, 3]))
        let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        try shelf.erase("fake/2")
        #expect(FileManager.default.fileExists(atPath: file.path))
        try shelf.erase("fake/1")
        #expect(try FileManager.default.subpathsOfDirectory(atPath: path).isEmpty)
    }

    @Test func `a file that cannot be had is told`() async {
        let gateway = FakeGateway()
        let room = Address(gateway: "fake", room: "ann")
        for (shelf, reason) in [
            (FileShelf(gateways: [gateway.id: gateway], folder: folder()), "it is gone"),
            (FileShelf(gateways: [gateway.id: gateway], folder: nil), "this desk has no folder for files"),
            (FileShelf(gateways: [:], folder: folder()), "this desk has no folder for files"),
        ] {
            await #expect(throws: FileError(reason: reason)) { try await shelf.fetch("fake/1", sentIn: room) }
        }
    }

    @Test(arguments: [
        ("cat.png", "cat.png"), ("../../.ssh/config", "config"), ("..", "file"), ("", "file"), ("-rf", "rf"),
        ("a\nb;c$(d).txt", "a_b_c__d_.txt"), ("C:\\x\\y.exe", "y.exe"), ("größe 2.pdf", "größe 2.pdf"),
        (String(repeating: "x", count: 300) + ".png", String(repeating: "x", count: 96) + ".png"),
    ])
    func `names of files lead nowhere else`(_ name: String, _ safe: String) { #expect(FileShelf.safe(name) == safe) }

    // MARK: Drafts

    private final class Shelf: DraftShelf {
        private let taken = Mutex<Set<String>>([])
        var passages: Set<String> { taken.withLock { $0 } }
        func put(_ draft: ArticleDraft) async throws(DraftError) -> String { "" }
        func takeOut(_ passages: Set<String>) async throws(DraftError) -> [String] {
            taken.withLock { $0 = passages }
            return ["faqs/drafts/case-1.md"]
        }
    }

    /// As a draft would have it: masked, on one line.
    @Test func `what is taken back is taken out of drafts as it stands there`() async throws {
        let (store, shelf, story) = (InMemoryStore(), Shelf(), await Story())
        let ann = Someone.customer("ann")
        await story.says(ann, "my number is 0123456789,\nmy name is ann")
        let tenure = await store.open().tenure
        try await store.commit(story.transitions, in: tenure)
        let eraser = Eraser(
            archive: store, shelf: shelf, files: FileShelf(gateways: [:], folder: nil), log: quiet)
        await eraser.erase([story.lastArrival?.id ?? "none"])
        #expect(shelf.passages.isSuperset(of: ["my number is …, my name is …", "my number is …,", "my name is …"]))
    }
}
