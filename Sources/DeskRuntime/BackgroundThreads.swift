import DequeModule
import Foundation
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Threads of their own for work that takes milliseconds of arithmetic: on the threads that all tasks share, as many
/// readings as there are cores would make every commit wait.
///
/// They live as long as the process.
public final class BackgroundThreads: TaskExecutor {
    /// The others in the process get about ten times the share of a busy core.
    public static let low: Int32 = 10
    private let jobs = Mutex<Deque<UnownedJob>>([])
    private let arrived = DispatchSemaphore(value: 0)

    /// - Parameter niceness: What is added to that of the process.
    public init(name: String, count: Int, niceness: Int32 = BackgroundThreads.low) {
        for number in 1...count {
            let thread = Thread { [self] in run(niceness) }
            thread.name = "\(name)-\(number)"
            thread.start()
        }
    }

    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        jobs.withLock { $0.append(job) }
        arrived.signal()
    }

    private func run(_ niceness: Int32) -> Never {
        // Linux takes 0 for the calling thread, others for the process, which is then left as it is.
        #if os(Linux)
        let thisThread = __priority_which_t(PRIO_PROCESS.rawValue)
        setpriority(thisThread, 0, getpriority(thisThread, 0) + niceness)
        #endif
        while true {
            arrived.wait()
            let job = jobs.withLock { $0.popFirst() }
            job?.runSynchronously(on: asUnownedTaskExecutor())
        }
    }
}
