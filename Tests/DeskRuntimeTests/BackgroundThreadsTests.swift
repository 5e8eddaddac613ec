import Foundation
import Testing

@testable import DeskRuntime

#if canImport(Glibc)
import Glibc
#endif

@Suite(.timeLimit(.minutes(1))) struct BackgroundThreadsTests {
    @Test func `what is done there is done, on threads of a lower priority`() async {
        let threads = BackgroundThreads(name: "background", count: 2)
        let done = await withTaskGroup(of: Int32.self) { group in
            for _ in 0..<100 { group.addTask(executorPreference: threads) { Self.niceness() } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(done.count == 100)
        #if os(Linux)
        #expect(Set(done) == [min(Self.niceness() + BackgroundThreads.low, 19)])
        #endif
    }

    private static func niceness() -> Int32 {
        #if os(Linux)
        getpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0)
        #else
        0
        #endif
    }
}
