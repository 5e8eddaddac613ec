import CurlHTTP
import Foundation
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// How fast, how cheap, how soon over.
struct Figures {
    let server: PollServer
    private let client = HTTPClient()

    init(server: PollServer) { self.server = server }

    func run(requests: Int) async throws {
        // What is allocated once is none of the growth.
        _ = try await ask(requests / 10, atOnce: 64)
        let before = residentMegabytes
        for atOnce in [1, 16, 64] {
            let (rate, processor) = try await ask(requests, atOnce: atOnce)
            let share = String(format: "%.1f", processor)
            print("\(atOnce) at once: \(Int(rate)) requests/s, \(share) µs of a processor each, the server's left out")
        }
        let after = residentMegabytes
        print(String(format: "RSS: %.1f MB, after %d requests more %.1f MB", before, 3 * requests, after))
        for others in [0, 50] {
            let times = await cancellations(1000, others: others)
            let (median, late) = (times[times.count / 2], times[times.count * 99 / 100])
            print(String(format: "cancelled, %d others under way: median %.3f ms, p99 %.3f ms", others, median, late))
        }
        client.close()
    }

    /// Requests a second, and microseconds of a processor a request.
    private func ask(_ count: Int, atOnce: Int) async throws -> (Double, Double) {
        let request = HTTPRequest("GET", "http://127.0.0.1:\(server.port)/now")
        let (start, used) = (ContinuousClock.now, processor - server.processor)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<atOnce {
                group.addTask { for _ in 0..<count / atOnce { _ = try await client.send(request) } }
            }
            try await group.waitForAll()
        }
        let time = ContinuousClock.now - start
        let done = Double(count / atOnce * atOnce)
        return (done / (time / .seconds(1)), (processor - server.processor - used) / .microseconds(1) / done)
    }

    /// From `cancel` to the call back, in milliseconds, in order.
    private func cancellations(_ count: Int, others: Int) async -> [Double] {
        let silent = HTTPRequest("GET", "http://127.0.0.1:\(server.port)/silent")
        let tickets = (0..<others).map { _ in client.begin(silent) { _ in } }
        var times: [Double] = []
        for _ in 0..<count {
            let end = End()
            let ticket = client.begin(silent) { _ in end.come() }
            try? await Task.sleep(for: .microseconds(500))
            let start = ContinuousClock.now
            ticket.cancel()
            times.append((await end.wait() - start) / .milliseconds(1))
        }
        for ticket in tickets { ticket.cancel() }
        return times.sorted()
    }

    /// Of this process.
    private var processor: Duration {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    private var residentMegabytes: Double {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        return (line?.split(separator: " ").dropLast().last.flatMap { Double($0) } ?? 0) / 1024
    }
}

/// When something happened, for one who waits.
private final class End: Sendable {
    private let moments = AsyncStream<ContinuousClock.Instant>.makeStream()

    func come() { moments.continuation.yield(.now) }

    func wait() async -> ContinuousClock.Instant {
        for await moment in moments.stream { return moment }
        return .now
    }
}
