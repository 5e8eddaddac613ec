import Foundation
import ProgramKit
import Glibc
import Testing

/// How the desk begins and ends when nobody is cruel, and what it says when it cannot begin.
@Suite(.serialized) struct EndTests {
    @Test(.timeLimit(.minutes(5)))
    func asksToEndAreFollowedWithinTenSecondsAndLoseNothing() async throws {
        let (status, seconds, problems) = try await onThread { () throws -> (Int32?, Double, [String]) in
            let house = try House()
            let desk = try house.open()
            let customers = (0..<5).map {
                Customer(name: "g\($0)", password: nil, seed: UInt64($0), questions: ["human"])
            }
            for customer in customers { try customer.connect(port: desk.port, round: 1) }
            let crowd = Crowd(peers: customers)
            crowd.run(within: 20, talking: true) { customers.allSatisfy { $0.said.filter(\.isEchoed).count > 3 } }
            desk.program.signal(SIGTERM)
            let start = Clock.now
            crowd.run(within: 15, talking: true) { desk.program.hasEnded }
            let seconds = Clock.now - start
            crowd.run(within: 5) { customers.allSatisfy(\.isAtEnd) }
            let rows = try Transcript(data: house.data).rows
            return (desk.program.exit, seconds, customers.flatMap { Self.missing($0, in: rows) })
        }
        #expect(status == 0)
        #expect(seconds < 10)
        #expect(problems.isEmpty, "\(problems.joined(separator: "\n"))")
    }

    private static func missing(_ customer: Customer, in rows: [Row]) -> [String] {
        let kept = rows.filter { $0.isCustomer && $0.author == customer.name }.map(\.text)
        let echoed = customer.said.filter(\.isEchoed).map(\.text)
        guard echoed.count < 4 || !kept.starts(with: echoed) else { return [] }
        return ["\(customer.name): echoed \(echoed), kept \(kept)"]
    }

    @Test(.timeLimit(.minutes(5)))
    func aSecondDeskOnTheSameFolderOrPortRefusesAndSaysWhatToDo() async throws {
        let (sameFolder, samePort) = try await onThread { () throws -> (Rapport.Answer, Rapport.Answer) in
            let (house, other) = (try House(), try House())
            let desk = try house.open()
            let serve = ["serve", "--content", house.content, "--listen"]
            return (
                try Rapport.run(serve + ["127.0.0.1:0", "--data", house.data]),
                try Rapport.run(serve + ["127.0.0.1:\(desk.port)", "--data", other.data])
            )
        }
        #expect(sameFolder.status > 0)
        #expect(sameFolder.errors.contains("Another desk is running") && sameFolder.errors.contains("--data"))
        #expect(samePort.status > 0)
        #expect(samePort.errors.contains("is in use") && samePort.errors.contains("--listen"))
    }

    @Test(.timeLimit(.minutes(5)))
    func anAgentIsAddedWhetherOrNotADeskRuns() async throws {
        try await onThread {
            let house = try House()
            try house.add("agent", "before")
            let desk = try house.open()
            _ = try Talker(port: desk.port, nick: "before", pass: "correct-horse")
            try house.add("agent", "during")
            let agent = try Talker(port: desk.port, nick: "during", pass: "correct-horse")
            agent.socket.send("JOIN #desk")
            try agent.must("the board") { $0.isTalk && $0.text.contains("Nobody waits") }
            try Rapport.must(["agent", "remove", "during", "--data", house.data])
            agent.socket.send("PRIVMSG #desk :!queue")
            try agent.must("a refusal") { $0.isTalk && $0.text.contains("not an agent") }
        }
    }

    @Test(.timeLimit(.minutes(5)))
    func nobodyElseOnTheMachineCanReadTheData() async throws {
        let modes = try await onThread { () throws -> [String: mode_t] in
            let house = try House()
            let desk = try house.open()
            let customer = try Talker(port: desk.port, nick: "ann")
            try customer.say("hello there")
            let names = ["", "/desk.sqlite", "/desk.sqlite-wal", "/rapport.sock"]
            return Dictionary(uniqueKeysWithValues: names.map { ($0, Self.mode(house.data + $0)) })
        }
        #expect(modes == ["": 0o700, "/desk.sqlite": 0o600, "/desk.sqlite-wal": 0o600, "/rapport.sock": 0o600])
    }

    private static func mode(_ path: String) -> mode_t {
        var info = stat()
        return stat(path, &info) == 0 ? info.st_mode & 0o777 : 0
    }
}
