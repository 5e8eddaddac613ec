import CCurl
import Foundation
import Synchronization

/// A request on its way to the thread, and who waits for the outcome.
struct Job: Sendable {
    let ticket: HTTPTicket
    let begun = ContinuousClock.now
    let request: HTTPRequest
    let done: @Sendable (Result<HTTPResponse, HTTPError>) -> Void
}

/// What the client's thread and all others have between them, under one lock.
final class Orders: Sendable {
    private struct State {
        var jobs: [Job] = []
        /// The tickets themselves, so that none of them makes room for another in the same place meanwhile.
        var cancelled: [HTTPTicket] = []
        /// What the thread held as it last came by.
        var underWay = 0
        var isClosing = false
        /// The bits of the thread's multi handle, and 0 before it is made and from before it is freed: nobody wakes one
        /// that is gone.
        var handle: UInt = 0
        /// The thread will come by without being woken again.
        var isWoken = false
        var thread: ObjectIdentifier?

        mutating func wake() {
            guard !isWoken, let multi = UnsafeMutableRawPointer(bitPattern: handle) else { return }
            isWoken = true
            curl_multi_wakeup(multi)
        }
    }

    private let state = Mutex(State())
    private let most: Int
    private let end = DispatchSemaphore(value: 0)

    init(most: Int) { self.most = most }

    func add(_ job: Job) {
        let refusal: HTTPError? = state.withLock { state in
            guard !state.isClosing else { return .closed }
            guard state.jobs.count + state.underWay < most else {
                return .unreachable("\(most) requests are under way already")
            }
            state.jobs.append(job)
            state.wake()
            return nil
        }
        if let refusal { job.done(.failure(refusal)) }
    }

    func cancel(_ ticket: HTTPTicket) {
        state.withLock { state in
            guard !state.isClosing else { return }
            state.cancelled.append(ticket)
            state.wake()
        }
    }

    func close() {
        state.withLock { state in
            state.isClosing = true
            state.wake()
        }
    }

    func waitForEnd() {
        let current = ObjectIdentifier(Thread.current)
        guard state.withLock({ $0.thread != current }) else { return }
        end.wait()
        end.signal()
    }

    // MARK: What the thread calls

    func start(waking multi: UnsafeMutableRawPointer) {
        let current = ObjectIdentifier(Thread.current)
        state.withLock { state in
            state.handle = UInt(bitPattern: multi)
            state.thread = current
        }
    }

    /// What has come since; nil where the client is closed.
    func take(underWay: Int) -> (jobs: [Job], cancelled: [HTTPTicket])? {
        state.withLock { state in
            state.isWoken = false
            state.underWay = underWay
            guard !state.isClosing else { return nil }
            defer { (state.jobs, state.cancelled) = ([], []) }
            return (state.jobs, state.cancelled)
        }
    }

    /// From here on nothing is taken and nothing is woken. What nobody had taken comes back.
    func retire() -> [Job] {
        state.withLock { state in
            state.isClosing = true
            state.handle = 0
            defer { (state.jobs, state.cancelled) = ([], []) }
            return state.jobs
        }
    }

    /// The thread does nothing more.
    func finish() {
        state.withLock { $0.thread = nil }
        end.signal()
    }
}
