import Foundation
import Glibc

/// Something that stops a scenario, in words.
struct Trouble: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// A process started here, ended here. Bounded: whoever waits for it says for how long.
final class Program {
    let pid: pid_t
    private var status: Int32?

    struct Files {
        var input: Int32
        var output: Int32
        var errors: Int32
    }

    /// The environment goes on without `RAPPORT_…`: these are this test's settings, and the program refuses unknown
    /// ones.
    init(_ path: String, _ arguments: [String], _ files: Files) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, files.input, 0)
        posix_spawn_file_actions_adddup2(&actions, files.output, 1)
        posix_spawn_file_actions_adddup2(&actions, files.errors, 2)
        let environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("RAPPORT_") }
        var argv = ([path] + arguments).map { strdup($0) } + [nil]
        var envp = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { (argv + envp).forEach { free($0) } }
        var pid: pid_t = 0
        let code = posix_spawn(&pid, path, &actions, nil, &argv, &envp)
        guard code == 0 else { throw Trouble("cannot start \(path): \(String(cString: strerror(code)))") }
        self.pid = pid
    }

    deinit {
        if !hasEnded {
            signal(SIGKILL)
            _ = end(within: 10)
        }
    }

    /// The exit status, or minus the signal; nil while it runs.
    var exit: Int32? {
        if let status { return status }
        var raw: Int32 = 0
        guard waitpid(pid, &raw, WNOHANG) == pid else { return nil }
        status = raw & 0x7F == 0 ? (raw >> 8) & 0xFF : -(raw & 0x7F)
        return status
    }
    var hasEnded: Bool { exit != nil }

    /// Only while it was not waited for, so the number is still this program's own.
    func signal(_ number: Int32) { if !hasEnded { kill(pid, number) } }

    /// What `exit` is by then.
    func end(within seconds: Double) -> Int32? {
        eventually(within: seconds) { self.exit }
    }
}

/// Asks again and again until there is an answer or the time is over.
func eventually<Answer>(within seconds: Double, _ ask: () throws -> Answer?) rethrows -> Answer? {
    let end = Clock.now + seconds
    while true {
        if let answer = try ask() { return answer }
        guard Clock.now < end else { return nil }
        poll(nil, 0, 10)
    }
}

/// Seconds of a clock that never goes back, and of the one that transcripts show.
enum Clock {
    static var now: Double { seconds(CLOCK_MONOTONIC) }
    static var wall: Double { seconds(CLOCK_REALTIME) }

    private static func seconds(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}

/// A folder for one test, removed with the value.
final class Folder {
    let path: String

    init() throws {
        var template = Array((NSTemporaryDirectory() + "/rapport-crash-XXXXXX").utf8CString)
        guard let made = mkdtemp(&template) else { throw Trouble("no temporary folder") }
        path = String(cString: made)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ text: String, to name: String) throws {
        let url = URL(fileURLWithPath: path + "/" + name)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }
}

/// Runs blocking work beside the pool of Swift's tasks, which other tests need.
func onThread<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Swift.Result { try work() }) }
    }
}
