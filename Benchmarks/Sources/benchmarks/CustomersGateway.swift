import DeskCore
import DeskRuntime
import Synchronization

/// A network that takes every delivery at once, and on it customers who ask, wait for the answer, and ask again.
final class CustomersGateway: Gateway {
    struct Result: Sendable {
        var samples = Samples()
        var lost = 0
        var processor = Duration.zero
    }
    private enum Waiting {
        case forNothing
        case forAnswer(to: ArrivalID, CheckedContinuation<Bool, Never>)
        /// Answered before the customer got round to waiting.
        case answered(ArrivalID)
    }
    private struct State {
        var waiting: [Waiting]
        var result = Result()
        /// Customers who have not finished yet.
        var left: Int
        /// Customers who have been greeted and answered once.
        var warm = 0
        var start: ContinuousClock.Instant?
        var used = Duration.zero
        var isOver = false
    }
    let id = Crowd.gateway
    let deduplicates = true
    let staffRooms: [Address] = []
    private let texts: [String]
    private let window: Duration
    private let count: Int
    private let clock = ContinuousClock()
    private let state: Mutex<State>

    init(count: Int, texts: [String], window: Duration) {
        self.count = count
        self.texts = texts
        self.window = window
        state = Mutex(State(waiting: Array(repeating: .forNothing, count: count), left: count))
    }

    var result: Result { state.withLock(\.result) }

    /// Returns when everybody has had their last answer, or when the time is up and the rest count as lost.
    func finished(within limit: Duration) async {
        let end = clock.now + limit
        while clock.now < end, state.withLock({ $0.left > 0 }) { try? await Task.sleep(for: .milliseconds(20)) }
        let lost = state.withLock { state in
            state.isOver = true
            return state.waiting.indices.compactMap { customer -> CheckedContinuation<Bool, Never>? in
                guard case .forAnswer(_, let wake) = state.waiting[customer] else { return nil }
                state.waiting[customer] = .forNothing
                return wake
            }
        }
        for wake in lost { wake.resume(returning: false) }
    }

    func run(into inbox: any Inbox, memory: any GatewayMemory) async throws {
        await withDiscardingTaskGroup { group in
            for customer in 0..<count { group.addTask { await self.talk(customer, inbox) } }
        }
        // Whoever starts gateways would start this one again.
        while !Task.isCancelled { try? await Task.sleep(for: .seconds(60)) }
    }

    private func talk(_ customer: Int, _ inbox: any Inbox) async {
        var number = 0
        while await ask(customer, number, inbox), goesOn(after: number) { number += 1 }
        state.withLock { $0.left -= 1 }
    }

    /// False when no answer came.
    private func ask(_ customer: Int, _ number: Int, _ inbox: any Inbox) async -> Bool {
        let text = texts[(customer + number) % texts.count]
        let question = Arrival.asking(text, customer: customer, number: number, at: Time.system.now())
        let asked = clock.now
        do throws(InboxError) {
            try await inbox.accept(question)
        } catch {
            state.withLock { $0.result.lost += 1 }
            return false
        }
        let isAnswered = await answer(to: question.id, customer)
        count(isAnswered, from: asked)
        return isAnswered
    }

    private func answer(to question: ArrivalID, _ customer: Int) async -> Bool {
        await withCheckedContinuation { wake in
            let ready = state.withLock { state -> Bool? in
                if case .answered(question) = state.waiting[customer] { return true }
                if state.isOver { return false }
                state.waiting[customer] = .forAnswer(to: question, wake)
                return nil
            }
            if let ready { wake.resume(returning: ready) }
        }
    }

    /// Only what is answered inside the window is measured.
    private func count(_ isAnswered: Bool, from asked: ContinuousClock.Instant) {
        let now = clock.now
        state.withLock { state in
            guard isAnswered else {
                state.result.lost += 1
                return
            }
            guard let start = state.start, now < start + window else { return }
            state.result.samples.add(now - asked)
        }
    }

    /// The window opens when everybody has been greeted and answered once.
    private func goesOn(after number: Int) -> Bool {
        let now = clock.now
        return state.withLock { state in
            if number == 0 {
                state.warm += 1
                if state.warm == count {
                    state.start = now
                    state.used = Usage().processor
                }
            }
            guard let start = state.start else { return !state.isOver }
            if now >= start + window, state.result.processor == .zero {
                state.result.processor = Usage().processor - state.used
            }
            return now < start + window && !state.isOver
        }
    }

    func deliver(_ delivery: Delivery) async throws(DeliveryError) -> Receipt {
        // The greeting has no source: it answers nothing.
        guard case .say(let utterance) = delivery.act, utterance.source != nil, let question = delivery.causedBy,
            let customer = Int(delivery.to.room.rawValue.split(separator: "/").last ?? "")
        else { return Receipt() }
        let wake = state.withLock { state -> CheckedContinuation<Bool, Never>? in
            guard case .forAnswer(question, let wake) = state.waiting[customer] else {
                state.waiting[customer] = .answered(question)
                return nil
            }
            state.waiting[customer] = .forNothing
            return wake
        }
        wake?.resume(returning: true)
        return Receipt()
    }
}
