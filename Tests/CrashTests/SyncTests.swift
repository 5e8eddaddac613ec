import Foundation
import ProgramKit
import Glibc
import Testing

/// What the system calls of the real program say about when it promises something.
@Suite(.serialized) struct SyncTests {
    @Test(.timeLimit(.minutes(5)))
    func aLineIsSyncedBeforeItsEchoAndAnAnswerBeforeItIsGiven() async throws {
        let tracer = "/usr/bin/strace"
        guard FileManager.default.isExecutableFile(atPath: tracer) else {
            #expect(!Rapport.isCI, "strace is missing: apt-get install strace")
            return print("skipped: strace is missing, so no sync was looked for (apt-get install strace)")
        }
        let problems = try await onThread { try Self.look(with: tracer) }
        #expect(problems.isEmpty, "\(problems.joined(separator: "\n"))")
    }

    private static func look(with tracer: String) throws -> [String] {
        let house = try House()
        let trace = house.log.path + "/trace"
        let calls = "trace=read,recvfrom,recvmsg,write,sendto,sendmsg,writev,pwrite64,fdatasync,fsync"
        let desk = try house.open(wrapper: [tracer, "-f", "-s", "8192", "-e", calls, "-o", trace])
        defer { endTracee(of: desk) }
        let customer = try Talker(port: desk.port, nick: "ann")
        // The greeting would be taken for the answer: it is said before.
        try customer.say("hello there")
        try customer.must("the reply") { $0.nick == "support" && $0.text.contains("What can we help you with") }
        let question = "How long is the warranty?"
        try customer.say(question)
        try customer.must("the answer") { $0.nick == "support" && $0.text.contains("24 months") }
        let lines = eventually(within: 10) { () -> [Substring]? in
            let lines = Rapport.text(trace).split(separator: "\n")
            return lines.contains { $0.contains("24 months") && isCall($0, ["write", "sendto", "sendmsg", "writev"]) }
                ? lines : nil
        }
        guard let lines else { return ["the answer is not in the trace"] }
        return judge(lines, question)
    }

    private static func judge(_ lines: [Substring], _ question: String) -> [String] {
        let reads = ["read", "recvfrom", "recvmsg"]
        let writes = ["write", "sendto", "sendmsg", "writev"]
        guard let read = lines.firstIndex(where: { isCall($0, reads) && $0.contains("PRIVMSG support :\(question)") }),
            let echo = lines[read...].firstIndex(where: {
                isCall($0, writes) && $0.contains("PRIVMSG support :\(question)")
            }),
            let answer = lines[read...].firstIndex(where: { isCall($0, writes) && $0.contains("24 months") })
        else { return ["the trace does not hold the reading, the echo and the answer"] }
        // Only a sync after the words went to the database's log keeps them: one for something else does not count.
        func isKept(_ words: String, before end: Int) -> Bool {
            lines[read..<end].firstIndex { isCall($0, ["pwrite64"]) && $0.contains(words) }.map {
                syncs(lines[$0..<end]) > 0
            } ?? false
        }
        let (beforeEcho, beforeAnswer) = (syncs(lines[read..<echo]), syncs(lines[read..<answer]))
        print("syncs between reading and echo: \(beforeEcho), between reading and answer: \(beforeAnswer)")
        var problems: [String] = []
        if !isKept(question, before: echo) { problems.append("no sync of a line between reading and echoing it") }
        if !isKept("24 months", before: answer) { problems.append("no sync of an answer before it was given") }
        if echo > answer { problems.append("the answer went out before the echo") }
        return problems
    }

    /// Syncs that began and returned within; one that another thread interrupted stands on two lines. The log file on
    /// standard error is never synced, so every sync is the database's.
    private static func syncs(_ lines: ArraySlice<Substring>) -> Int {
        var begun: Set<Substring> = []
        return lines.count { line in
            let thread = line.prefix { $0 != " " }
            if isCall(line, ["fdatasync", "fsync"]) {
                guard line.contains("unfinished") else { return line.hasSuffix("= 0") }
                begun.insert(thread)
            }
            guard line.contains("fdatasync resumed") || line.contains("fsync resumed"), line.hasSuffix("= 0") else {
                return false
            }
            return begun.remove(thread) != nil
        }
    }

    /// `1234 read(5, "…` or, after an interruption, `1234 <... read resumed>"…`.
    private static func isCall(_ line: Substring, _ names: [String]) -> Bool {
        let call = line.drop { $0 != " " }.drop { $0 == " " }
        return names.contains { call.hasPrefix($0 + "(") || call.hasPrefix("<... \($0) resumed>") }
    }

    /// The desk is the tracer's only child: it ends first, then the tracer by itself.
    private static func endTracee(of desk: RunningDesk) {
        let path = "/proc/\(desk.program.pid)/task/\(desk.program.pid)/children"
        for child in Rapport.text(path).split(separator: " ").compactMap({ pid_t($0) }) { kill(child, SIGKILL) }
        _ = desk.program.end(within: 10)
    }
}
