import DequeModule
import Foundation
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Threads of their own for work that takes milliseconds of arithmetic, at a lower priority than everything else in the
/// process: on the threads that all tasks share, as many readings as there are cores would make every commit wait.
///
/// They live as long as the process.
public final class BackgroundThreads: TaskExecutor {
    /// What is added to the niceness of these threads: the others get about ten times their share of a busy core.
    static let niceness: Int32 = 10
    private let jobs = Mutex<Deque<UnownedJob>>([])
    private let arrived = DispatchSemaphore(value: 0)

    public init(name: String, count: Int) {
        for number in 1...count {
            let thread = Thread { [self] in run() }
            thread.name = "\(name)-\(number)"
            thread.start()
        }
    }

    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        jobs.withLock { $0.append(job) }
        arrived.signal()
    }

    private func run() -> Never {
        // Linux takes 0 for the calling thread, others for the process, which is then left as it is.
        #if os(Linux)
        let thisThread = __priority_which_t(PRIO_PROCESS.rawValue)
        setpriority(thisThread, 0, getpriority(thisThread, 0) + Self.niceness)
        #endif
        while true {
            arrived.wait()
            let job = jobs.withLock { $0.popFirst() }
            job?.runSynchronously(on: asUnownedTaskExecutor())
        }
    }
}
