import DeskCore
@testable import DeskRuntime
import Synchronization
import TestKit
import Testing

@Suite(.timeLimit(.minutes(1))) struct ScheduleTests {
    private final class Rung: Sendable {
        private let keys = Mutex<[String]>([])
        var all: [String] { keys.withLock { $0 } }
        func add(_ key: String) { keys.withLock { $0.append(key) } }
    }

    /// Runs a schedule for as long as the body takes.
    private func running(_ body: @escaping @Sendable (Schedule<String>, ManualClock, Rung) async -> Void) async {
        let (clock, rung) = (ManualClock(), Rung())
        let schedule = Schedule<String>(time: clock.time)
        await withTaskGroup { group in
            group.addTask { await schedule.run { rung.add($0) } }
            await body(schedule, clock, rung)
            group.cancelAll()
        }
    }

    @Test func `what is due rings in order of time, then of setting`() async {
        await running { schedule, clock, rung in
            let now = clock.now
            for (key, seconds) in [("c", 3), ("a", 1), ("b1", 2), ("b2", 2)] {
                schedule.set(key, at: now + .seconds(seconds))
            }
            for _ in 0..<100 where rung.all.count < 4 { await lettingOthersRun(); clock.advance() }
            #expect(rung.all == ["a", "b1", "b2", "c"])
            #expect(clock.now >= now + .seconds(3))
        }
    }

    @Test func `nothing rings before its time`() async {
        await running { schedule, clock, rung in
            schedule.set("a", at: clock.now + .seconds(10))
            await lettingOthersRun()
            clock.advance(by: .milliseconds(9999))
            await lettingOthersRun()
            #expect(rung.all.isEmpty)
            clock.advance(by: .milliseconds(1))
            await until { rung.all == ["a"] }
        }
    }

    @Test func `setting again replaces, cancelling forgets`() async {
        await running { schedule, clock, rung in
            let now = clock.now
            schedule.set("a", at: now + .seconds(1))
            schedule.set("a", at: now + .seconds(5))
            schedule.set("b", at: now + .seconds(2))
            schedule.cancel("b")
            schedule.cancel("never set")
            schedule.set("c", at: now + .seconds(3))
            clock.advance(by: .seconds(4))
            await until { rung.all == ["c"] }
            schedule.set("a", at: now)
            await until { rung.all == ["c", "a"] }
            clock.advance(by: .seconds(9))
            await lettingOthersRun()
            #expect(rung.all == ["c", "a"], "each time rings once")
        }
    }

    @Test func `something earlier than what is waited for rings first`() async {
        await running { schedule, clock, rung in
            schedule.set("late", at: clock.now + .seconds(100))
            await lettingOthersRun()
            schedule.set("soon", at: clock.now + .seconds(1))
            await lettingOthersRun()
            clock.advance(by: .seconds(1))
            await until { rung.all == ["soon"] }
        }
    }

    @Test func `setting one key a thousand times rings once`() async {
        await running { schedule, clock, rung in
            for number in 0..<1000 { schedule.set("a", at: clock.now + .milliseconds(number)) }
            clock.advance(by: .seconds(1))
            await until { rung.all == ["a"] }
        }
    }
}

@Suite(.timeLimit(.minutes(1))) struct WaitingTests {
    @Test func `a ring that nobody waits for is kept, once`() async {
        let bell = Doorbell()
        bell.ring()
        bell.ring()
        await bell.wait()
        await withTaskGroup { group in
            group.addTask { await bell.wait() }
            await lettingOthersRun()
            bell.ring()
        }
    }

    @Test func `a waiter returns when cancelled, before and after it waits`() async {
        let bell = Doorbell()
        await withTaskGroup { group in
            group.addTask { await bell.wait() }
            group.cancelAll()
            group.addTask { await bell.wait() }
        }
    }

    @Test func `work is handed out in order, each item once`() async {
        let queue = WorkQueue<Int>()
        for number in 1...3 { queue.add(number) }
        for number in 1...3 { #expect(await queue.next() == number) }
    }

    @Test func `many workers share the work`() async {
        let queue = WorkQueue<Int>()
        let done = await withTaskGroup(of: [Int].self) { group in
            for _ in 0..<8 {
                group.addTask {
                    var mine: [Int] = []
                    while let item = await queue.next(), item >= 0 { mine.append(item) }
                    return mine
                }
            }
            for number in 0..<500 { queue.add(number) }
            for _ in 0..<8 { queue.add(-1) }
            return await group.reduce(into: []) { $0 += $1 }
        }
        #expect(done.sorted() == Array(0..<500))
    }

    @Test func `a cancelled worker gets nothing and takes nothing with it`() async {
        let queue = WorkQueue<Int>()
        await withTaskGroup(of: Int?.self) { group in
            for _ in 0..<3 { group.addTask { await queue.next() } }
            await lettingOthersRun()
            group.cancelAll()
            for await item in group { #expect(item == nil) }
        }
        queue.add(7)
        #expect(await queue.next() == 7)
    }
}
