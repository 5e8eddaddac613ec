import DeskCore
@testable import DeskRuntime
import Synchronization
import TestKit
import Testing

/// Content that changes while the desk runs.
@Suite(.timeLimit(.minutes(1))) struct KeeperTests {
    private let bad = ["faqs/a.md:1:1: error: it is bad", "faqs/b.md:1:1: error: so is this"]

    @Test func `what is saved goes live with its reader, in one letter`() async {
        await KeeperWorld().running { world, letters in
            world.folder.hold(SampleContent.edited(1))
            let report = await world.keeper.reload()
            #expect(report == .live("edited-1", articles: 2, intents: IntentAction.allCases.count))
            #expect(letters.bodies == [.contentChanged("edited-1")])
            #expect(letters.last?.content == SampleContent.edited(1))
            #expect(letters.last?.reader?.revision == "edited-1")
        }
    }

    @Test func `what has not changed is no news, and nobody learns it again`() async {
        await KeeperWorld().running { world, letters in
            for _ in 0..<3 { _ = await world.keeper.reload() }
            #expect(letters.bodies.isEmpty)
            #expect(world.folder.learned.isEmpty)
            #expect(world.folder.loads == 3)
        }
    }

    @Test func `errors are told once a state, and never go live`() async {
        let bad = bad
        await KeeperWorld().running { world, letters in
            world.folder.hold(SampleContent.edited(1), errors: bad)
            for _ in 0..<3 { #expect(await world.keeper.reload() == .refused(errors: bad)) }
            #expect(
                letters.bodies == [.contentRefused(.init(revision: "edited-1", errors: 2, first: bad[0]))])
            world.folder.hold(SampleContent.edited(2), errors: [bad[1]])
            _ = await world.keeper.reload()
            #expect(letters.bodies.count == 2, "another broken state")
            #expect(world.folder.learned.isEmpty)
        }
    }

    @Test func `a folder that is mended goes live`() async {
        let bad = bad
        await KeeperWorld().running { world, letters in
            world.folder.hold(SampleContent.edited(1), errors: bad)
            _ = await world.keeper.reload()
            world.folder.hold(SampleContent.edited(2))
            _ = await world.keeper.reload()
            #expect(letters.bodies.last == .contentChanged("edited-2"))
        }
    }

    @Test func `a folder that is put back as it was is told, and read by who reads it already`() async {
        let bad = bad
        await KeeperWorld().running { world, letters in
            world.folder.hold(SampleContent.edited(1), errors: bad)
            _ = await world.keeper.reload()
            world.folder.hold(SampleContent.content)
            _ = await world.keeper.reload()
            #expect(letters.bodies.last == .contentChanged("sample-1"))
            #expect(letters.last?.reader == nil)
            #expect(world.folder.learned.isEmpty)
            _ = await world.keeper.reload()
            #expect(letters.bodies.count == 2, "told once")
        }
    }

    @Test func `a folder that was broken at the start is known to be`() async {
        let broken = LoadedContent(SampleContent.edited(1), errors: bad)
        await KeeperWorld(refused: broken).running { world, letters in
            world.folder.hold(broken.content, errors: broken.errors)
            _ = await world.keeper.reload()
            #expect(letters.bodies.isEmpty)
            world.folder.hold(SampleContent.content)
            _ = await world.keeper.reload()
            #expect(letters.bodies == [.contentChanged("sample-1")])
        }
    }

    @Test func `a change during a load leads to another load`() async {
        let (begun, gate) = (Gate(), Gate())
        let folder = FakeFolder(whileLoading: { number in
            guard number == 1 else { return }
            begun.open()
            await gate.pass()
        })
        await KeeperWorld(folder).running { world, letters in
            world.keeper.changed()
            await begun.pass()
            world.folder.hold(SampleContent.edited(1))
            for _ in 0..<1000 { world.keeper.changed() }
            gate.open()
            await until { letters.bodies == [.contentChanged("edited-1")] }
            await lettingOthersRun()
            #expect(world.folder.loads == 2, "a thousand changes are one load")
            #expect(!world.folder.loadedTwiceAtOnce)
        }
    }

    @Test func `whoever asks during a load is told of the next one`() async {
        let (begun, gate) = (Gate(), Gate())
        let folder = FakeFolder(whileLoading: { number in
            guard number == 1 else { return }
            begun.open()
            await gate.pass()
        })
        await KeeperWorld(folder).running { world, _ in
            world.keeper.changed()
            await begun.pass()
            world.folder.hold(SampleContent.edited(1))
            await withTaskGroup { group in
                for _ in 0..<5 { group.addTask { await world.keeper.reload() } }
                await lettingOthersRun()
                gate.open()
                for await report in group {
                    #expect(report == .live("edited-1", articles: 2, intents: IntentAction.allCases.count))
                }
            }
            #expect(!world.folder.loadedTwiceAtOnce)
        }
    }

    @Test func `a reader whose content is already old is dropped`() async {
        let (begun, gate) = (Gate(), Gate())
        let folder = FakeFolder(whileLearning: { revision in
            guard revision == "edited-1" else { return }
            begun.open()
            await gate.pass()
        })
        await KeeperWorld(folder).running { world, letters in
            world.folder.hold(SampleContent.edited(1))
            world.keeper.changed()
            await begun.pass()
            world.folder.hold(SampleContent.edited(2))
            world.keeper.changed()
            gate.open()
            await until { letters.bodies == [.contentChanged("edited-2")] }
            #expect(world.folder.learned == ["edited-1", "edited-2"])
        }
    }

    /// The folder changes each time a reader learns, and never rests.
    @Test func `whoever saves without end still sees something go live`() async {
        let box = Mutex<KeeperWorld?>(nil)
        let number = Mutex(0)
        let folder = FakeFolder(whileLearning: { _ in
            let next = number.withLock { number in
                number += 1
                return number
            }
            guard next < 100, let world = box.withLock({ $0 }) else { return }
            world.folder.hold(SampleContent.edited(next + 1))
            world.keeper.changed()
        })
        let world = KeeperWorld(folder)
        box.withLock { $0 = world }
        await world.running { world, letters in
            world.folder.hold(SampleContent.edited(1))
            world.keeper.changed()
            await until { letters.bodies.last == .contentChanged("edited-100") }
            let mostDropped = ContentKeeper.mostDropped
            #expect((100 / (mostDropped + 1)...100).contains(letters.bodies.count))
        }
        box.withLock { $0 = nil }
    }

    @Test func `a desk that is stopping says so to whoever asks`() async {
        let world = KeeperWorld()
        await world.running { _, _ in }
        #expect(await world.keeper.reload() == .stopping)
    }

    @Test func `a desk that takes no more letters says so, too`() async {
        await KeeperWorld().running { world, _ in
            world.mailbox.refuse()
            world.folder.hold(SampleContent.edited(1))
            #expect(await world.keeper.reload() == .stopping)
        }
    }

    @Test func `the watcher lives as long as the keeper`() async {
        let (begun, ended) = (Gate(), Gate())
        let folder = FakeFolder()
        var source = folder.source
        source.watch = { changed in
            changed()
            begun.open()
            await never()
            ended.open()
        }
        let keeper = ContentKeeper(source, mailbox: Mailbox(), live: "sample-1", log: quiet)
        await withTaskGroup { group in
            group.addTask { await keeper.run() }
            await begun.pass()
            await until { folder.loads == 1 }
            group.cancelAll()
        }
        await ended.pass()
    }
}
