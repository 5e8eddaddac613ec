import Synchronization

/// Runs Swift tasks on one thread, in the order in which they became ready: a page tells what happens when nobody is
/// quicker than somebody else. `SimulationTests` is where the order is drawn.
final class OrderlyExecutor: TaskExecutor {
    private let ready = Mutex<[UnownedJob]>([])

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        ready.withLock { $0.append(job) }
    }

    /// Runs until every task waits for something.
    func runUntilIdle() {
        while let job = ready.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) {
            job.runSynchronously(on: asUnownedTaskExecutor())
        }
    }
}
