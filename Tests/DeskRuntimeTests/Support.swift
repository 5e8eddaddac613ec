import DeskCore
@testable import DeskRuntime
import DeskStore
import Logging
import Synchronization
import TestKit

let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

/// A door that the test opens; whoever comes before waits.
final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }
    private let state = Mutex(State())

    func pass() async {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiting.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
    }

    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [] }
            return state.waiting
        }
        waiting.forEach { $0.resume() }
    }
}

extension ManualClock {
    /// Moves on to the next sleeper, waiting for one to fall asleep.
    func tick() async { while !advance() { await Task.yield() } }
}

/// Returns when the task is cancelled: a desk that nobody asks to stop.
@Sendable func never() async {
    let (silence, _) = AsyncStream<Never>.makeStream()
    for await _ in silence {}
}

/// Waits for something that must come; a test that waits in vain is ended by its time limit.
func until(_ isTrue: () async -> Bool) async { while await !isTrue() { await Task.yield() } }

/// Gives everybody else the chance to do what they must not do.
func lettingOthersRun() async { for _ in 0..<200 { await Task.yield() } }

func arrival(_ number: Int, _ body: Arrival.Body = .said("warranty"), by name: String = "ann") -> Arrival {
    Arrival(
        id: ArrivalID("fake/\(number)"), from: Address(gateway: "fake", room: RoomID(name)), venue: .direct,
        author: Author(person: PersonID("fake:\(name)"), name: name, isLasting: false), at: Timestamp(milliseconds: 0),
        body: body)
}

/// A courier with a gateway, time that stands still, and a mailbox in which settlements are found.
struct CourierWorld {
    let gateway: FakeGateway
    let clock = ManualClock()
    let mailbox = Mailbox()
    let store = InMemoryStore()
    let courier: Courier

    init(_ gateway: FakeGateway, shelf: (any DraftShelf)? = nil) {
        self.gateway = gateway
        let drafting = Drafting(archive: store, shelf: shelf, defaultLanguage: "en")
        let clerk = Clerk(
            archive: store, drafting: drafting, files: FileShelf(gateways: [:], folder: nil), time: clock.time,
            log: quiet)
        courier = Courier(gateways: [gateway], mailbox: mailbox, clerk: clerk, time: clock.time, log: quiet)
    }

    func delivery(
        _ id: String, in room: String = "ann", lane: Lane = .reply, notBefore: Timestamp? = nil,
        expires: Timestamp? = nil,
        gateway: GatewayID = "fake"
    ) -> Delivery {
        Delivery(
            id: DeliveryID(id), to: Address(gateway: gateway, room: RoomID(room)),
            act: .say(Utterance(prose: Prose(text: id))), lane: lane, notBefore: notBefore, expires: expires)
    }

    func room(_ name: String = "ann") -> Address { Address(gateway: "fake", room: RoomID(name)) }

    /// The next settlement, as `id outcome`.
    func settled() async -> String {
        guard let letter = await mailbox.next(upTo: 1)?.first, case .deliverySettled(let settlement) = letter.body
        else {
            return "nothing"
        }
        switch settlement.outcome {
        case .delivered: return "\(settlement.delivery) delivered"
        case .failed(let reason): return "\(settlement.delivery) failed: \(reason)"
        default: return "\(settlement.delivery) \(settlement.outcome)"
        }
    }

    /// Runs the courier for as long as the body takes.
    func running(_ body: @escaping @Sendable (CourierWorld) async -> Void) async {
        await withTaskGroup { group in
            group.addTask { await self.courier.run() }
            await body(self)
            group.cancelAll()
        }
    }
}
