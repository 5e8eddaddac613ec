import DeskCore
@testable import DeskRuntime
import TestKit
import Testing

/// What the runtime tells of a desk, from the steps that the core makes.
@Suite struct SeeingTests {
    let ann = Someone.guest("ann")

    /// What was decided in each step in which something was.
    private func decisions(_ tell: (Story) async -> Void) async -> [Decision] {
        let story = await Story()
        await tell(story)
        return story.transitions.compactMap(\.decision)
    }

    @Test func `an answer, a question back and a miss are told apart`() async {
        let found = await decisions { story in
            await story.says(ann, "warranty")
            // Few words in the same breath would be the rest of that question.
            await story.passes(.seconds(1))
            await story.says(ann, "either")
            await story.passes(.seconds(1))
            await story.says(ann, "2")
            await story.says(ann, "gibberish it is, is it not?")
            await story.passes(.seconds(1))
        }
        #expect(found == [.answer, .clarify, .answer, .miss])
    }

    @Test func `choices that are shown again ask again, and thanks meanwhile does not`() async {
        let found = await decisions { story in
            await story.says(ann, "either")
            await story.passes(.seconds(1))
            await story.says(ann, "9")
            await story.says(ann, "solved")
            await story.passes(.seconds(1))
        }
        #expect(found == [.clarify, .clarify, .reply])
    }

    @Test func `whoever comes in line was handed over, whatever else was said`() async {
        let found = await decisions { story in
            await story.says(ann, "human and also warranty")
            await story.says(ann, "status")
            await story.passes(.seconds(1))
        }
        #expect(found == [.handOver, .reply])
    }

    @Test func `a second miss hands over, and a word in line is a word in line`() async {
        let found = await decisions { story in
            for text in ["no such thing", "nor this one"] {
                await story.says(ann, text)
                await story.passes(.seconds(1))
            }
            // The notices that come by themselves decide nothing.
            await story.passes(.seconds(1000))
        }
        #expect(found == [.miss, .handOver])
    }

    @Test func `an answer said again is no second answer`() async {
        let found = await decisions { story in
            await story.says(ann, "warranty")
            await story.says(ann, "again")
            await story.passes(.seconds(1))
        }
        #expect(found == [.answer, .reply])
    }

    @Test func `what agents say, and what is said to them, is no decision`() async {
        let kim = Someone.agent("kim")
        let found = await decisions { story in
            await story.joins(ann)
            await story.says(ann, "human")
            await story.says(kim, "!claim 1")
            await story.says(ann, "hello")
            await story.says(kim.inCase(1), "hello yourself")
            await story.says(kim.inCase(1), "!done all well")
            await story.leaves(ann)
        }
        #expect(found == [.handOver])
    }

    // MARK: The line

    private func load(_ story: Story, from first: Int = 0, _ load: Caseload = Caseload()) -> (
        Caseload, [Caseload.Ended]
    ) {
        var load = load
        let ended = story.transitions.dropFirst(first).flatMap { load.note($0) }
        return (load, ended)
    }

    @Test func `a wait is as long as it was, and ends with an agent or without`() async {
        let (bob, kim) = (Someone.guest("bob"), Someone.agent("kim"))
        let story = await Story()
        await story.says(ann, "human")
        await story.passes(.seconds(30))
        await story.says(bob, "human")
        await story.passes(.seconds(12))
        var (load, ended) = load(story)
        #expect(load.counts(at: story.now) == .init(waiting: 2, overdue: 0, taken: 0, oldestWait: .seconds(42)))
        #expect(ended.isEmpty)
        await story.says(kim, "!claim 1")
        await story.says(bob, "stop")
        (load, ended) = self.load(story)
        #expect(load.counts(at: story.now) == .init(waiting: 0, overdue: 0, taken: 1, oldestWait: .zero))
        #expect(ended == [.init(end: .taken, after: .seconds(42)), .init(end: .left, after: .seconds(12))])
        await story.says(kim.inCase(1), "!done sorted")
        #expect(self.load(story).0.counts(at: story.now).taken == 0)
    }

    @Test func `whoever is back in line begins a wait of their own`() async {
        let kim = Someone.agent("kim")
        let story = await Story()
        await story.says(ann, "human")
        await story.says(kim, "!claim 1")
        await story.passes(.seconds(100))
        await story.says(kim.inCase(1), "!done sorted")
        await story.says(ann, "unsolved")
        await story.passes(.seconds(5))
        #expect(load(story).0.counts(at: story.now).oldestWait == .seconds(5))
    }

    @Test func `whoever waits past the time that was set is overdue, from the records, too`() async {
        let story = await Story()
        await story.says(ann, "human")
        await story.passes(.seconds(600))
        var (load, _) = load(story)
        #expect(load.counts(at: story.now).overdue == 0, "due now is not late")
        await story.passes(.seconds(1))
        #expect(load.counts(at: story.now).overdue == 1)
        load = Caseload()
        load.admit(story.desk.records)
        #expect(load.counts(at: story.now) == .init(waiting: 1, overdue: 1, taken: 0, oldestWait: .seconds(601)))
    }

    // MARK: Gateways

    @Test func `a gateway that fails is told to be restarting until it listens again`() async {
        struct Failing: Gateway {
            struct Broken: Error {}
            let id: GatewayID = "failing"
            let deduplicates = false
            let staffRooms: [Address] = []
            let pulse: Pulse
            func run(into inbox: any Inbox, memory: any GatewayMemory) async throws {
                #expect(pulse.health().gateways[id] == .starting)
                pulse.listening(id)
                #expect(pulse.health().gateways[id] == .listening)
                throw Broken()
            }
            func deliver(_ delivery: Delivery) async throws(DeliveryError) -> Receipt { throw .absent }
        }
        let (pulse, clock) = (Pulse(), ManualClock())
        let supervisor = GatewaySupervisor(
            gateway: Failing(pulse: pulse), memory: FakeMemory(), inbox: Mailbox(), time: clock.time, log: quiet,
            pulse: pulse)
        await withTaskGroup { group in
            group.addTask { try? await supervisor.run() }
            for _ in 0..<2 {
                await until { pulse.health().gateways["failing"] == .restarting }
                await clock.tick()
            }
            group.cancelAll()
        }
    }

    @Test func `a desk that failed neither runs nor stops any more`() {
        let pulse = Pulse()
        pulse.became(.running)
        pulse.became(.failed)
        pulse.became(.stopping)
        #expect(pulse.health().phase == .failed)
    }
}
