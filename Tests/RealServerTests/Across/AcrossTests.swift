import Foundation
import ProgramKit
import Testing

extension RealServers {
    /// A customer on one network, an agent on another.
    @Suite(.needsMatrix, .needs(.inspircd), .needs(.atheme)) struct AcrossTests {
        /// What a network could change on its way.
        private static let odd =
            "  two  blanks, <b>bold</b> & *stars* `code` _x_ \u{1F680}\u{1F3FD} ünï https://a.example/?b=c#d"

        @Test(.timeLimit(.minutes(8)))
        func `on every pair of networks words go both ways as they are, and nothing internal reaches the customer`()
            async throws
        {
            try await playAcross { house in
                for there in CrossedHouse.Network.allCases {
                    for here in CrossedHouse.Network.allCases {
                        do {
                            try Self.serve(house.customer(on: there), by: house.agent(on: here), house)
                        } catch {
                            throw Trouble("customer on \(there.rawValue), agent on \(here.rawValue): \(error)")
                        }
                    }
                }
            }
        }

        private static func serve(_ max: Customer, by kim: AgentSeat, _ house: CrossedHouse) throws {
            for question in 1...2 {
                try max.say(Article.question(question))
                try max.mustHear(Article.answer(question))
            }
            let number = try house.handOver(max)
            try kim.claim(number)
            // What was said before; on a network that limits what is said, the last ten lines.
            try kim.mustHear(Article.question(1))
            try kim.mustHear(Article.answer(2))
            try max.mustHear(Voice.takeover)
            try max.say("max \(number) says \(odd)")
            try kim.mustHear("max \(number) says \(odd)")
            try kim.say("kim says \(number) \(odd)")
            try max.mustHear("kim says \(number) \(odd)")
            try internals(of: kim, number)
            // Behind all of them, on the same way.
            try kim.say("kim is done with \(number)")
            try max.mustHear("kim is done with \(number)")
            try kim.say("!done for \(number)")
            try max.mustHear(Voice.closing)
            try max.say("5")
            try kim.mustHear("rates it 5 of 5")
            let leaks = max.heard.filter { $0.lowercased().contains("secret") || $0.contains("!") }
            guard leaks.isEmpty else { throw Trouble("the customer heard: \(leaks)") }
            guard max.heard.count(where: { $0.contains("kim says \(number)") }) == 1 else {
                throw Trouble("not heard once: \(max.heard)")
            }
            let kept = try house.desk.transcript().map(\.text)
            for words in ["max \(number) says \(odd)", "kim says \(number) \(odd)"] where !kept.contains(words) {
                throw Trouble("not kept as it was said: \(words)")
            }
        }

        /// All that agents say and customers must not hear.
        private static func internals(of kim: AgentSeat, _ number: Int) throws {
            try kim.say("!note secret note \(number)")
            try kim.mustHear("Noted for case \(number).")
            for typo in ["!dnoe secret", " !nte secret", "\u{FF01}note secret", "\u{200B}!x secret", "!"] {
                try kim.say(typo)
            }
            try kim.mustHear("No such command: !dnoe")
            try kim.discuss("secret among agents \(number)", number: number)
            try kim.command("!brief \(number)")
        }

        @Test(.timeLimit(.minutes(5))) func `edits, signs and what is taken back go across as far as networks can`()
            async throws
        {
            try await playAcross { house in
                for (there, here) in [
                    (CrossedHouse.Network.matrix, CrossedHouse.Network.listener), (.matrix, .net), (.matrix, .matrix),
                    (.bridge, .bridge), (.bridge, .listener),
                ] {
                    do {
                        try Self.change(on: there, by: house.agent(on: here), house)
                    } catch {
                        throw Trouble("customer on \(there.rawValue), agent on \(here.rawValue): \(error)")
                    }
                }
            }
        }

        private static func change(
            on there: CrossedHouse.Network, by kim: AgentSeat, _ house: CrossedHouse
        ) throws {
            guard let max = try house.customer(on: there) as? MatrixCustomer else { return }
            let number = try house.handOver(max)
            try kim.claim(number)
            try max.mustHear(Voice.takeover)
            try max.say("it blnks \(number)")
            try kim.mustHear("it blnks \(number)")
            let first = max.last
            try max.nio.edit(first, to: "it blinks \(number)", in: max.room)
            try kim.mustHear("it blinks \(number)")
            let secret = "qzx\(number)needlework"
            try max.say("my word is \(secret)")
            try kim.mustHear(secret)
            try max.nio.redact(max.last, in: max.room)
            try kim.mustHear("has taken back a message")
            try max.nio.redact(first, in: max.room)
            guard let word = max.nio.heard.last(where: { max.isDesk($0.sender) && $0.isTalk && $0.room == max.room })
            else { return }
            try max.nio.react("❤️", to: word.event, in: max.room)
            try kim.mustHear("reacts with ❤️")
            try kim.say("!done for \(number)")
            try max.mustHear(Voice.closing)
            try closeBySigns(max, kim, house)
            try house.mustHaveForgotten([secret, "it blinks \(number)", "it blnks \(number)"])
            let kept = try house.desk.transcript().map(\.text)
            guard kept.contains("[taken back]") else { throw Trouble("no mark where it was: \(kept.suffix(12))") }
        }

        private static func closeBySigns(_ max: MatrixCustomer, _ kim: AgentSeat, _ house: CrossedHouse) throws {
            let closing = try max.nio.must("the closing words") { $0.isTalk && $0.text.contains(Voice.closing) }
            try max.nio.react("👍", to: closing.event, in: max.room)
            try kim.mustHear("says it is solved")
            try max.nio.react("4️⃣", to: closing.event, in: max.room)
            try kim.mustHear("rates it 4 of 5")
        }

        @Test(.timeLimit(.minutes(3))) func `what an agent changes on Matrix reaches customers anywhere`() async throws
        {
            try await playAcross { house in
                for there in CrossedHouse.Network.allCases {
                    guard let kim = try house.agent(on: .matrix) as? MatrixAgent else { return }
                    let max = try house.customer(on: there)
                    let number = try house.handOver(max)
                    try kim.claim(number)
                    try kim.say("hold A \(number)")
                    try max.mustHear("hold A \(number)")
                    let first = kim.last
                    try kim.nio.edit(first, to: "hold B \(number)", in: kim.room)
                    try max.mustHear("hold B \(number)")
                    // A note that loses its mark by an edit is still none of the customer's business.
                    try kim.say("!note secret \(number)")
                    try kim.mustHear("Noted for case \(number).")
                    try kim.nio.edit(kim.last, to: "secret \(number)", in: kim.room)
                    try kim.mustHear("Not sent: only what the customer was told can be edited.")
                    try kim.nio.redact(first, in: kim.room)
                    try kim.mustHear("taken back")
                    try kim.say("kim is done with \(number)")
                    try max.mustHear("kim is done with \(number)")
                    guard !max.heard.contains(where: { $0.contains("secret") }) else {
                        throw Trouble("\(there.rawValue): the customer heard \(max.heard)")
                    }
                    try kim.say("!done")
                    try kim.say("!done for \(number)")
                    try max.mustHear(Voice.closing)
                    try house.mustHaveForgotten(["hold A \(number)", "hold B \(number)"])
                }
            }
        }

        /// What was shown in a room on Matrix is taken back there.
        private static func mustLoseFile(_ kim: AgentSeat) throws {
            guard let kim = kim as? MatrixAgent else { return }
            let shown = try kim.nio.must("the file") { $0.room == kim.room && $0.file != nil }
            try kim.nio.must("that the file is gone") { $0.redacts == shown.event }
        }

        @Test(.timeLimit(.minutes(2))) func `a case follows its agent from network to network`() async throws {
            try await playAcross { house in
                let max = try house.customer(on: .listener)
                let number = try house.handOver(max)
                for network in CrossedHouse.Network.allCases + [.listener] {
                    let kim = try house.agent(on: network)
                    try kim.claim(number)
                    try max.say("max on \(network.rawValue)")
                    try kim.mustHear("max on \(network.rawValue)")
                    try kim.say("kim on \(network.rawValue)")
                    try max.mustHear("kim on \(network.rawValue)")
                }
            }
        }

        @Test(.timeLimit(.minutes(2))) func `a file is fetched when an agent asks for it, wherever they are`()
            async throws
        {
            try await playAcross { house in
                for here in CrossedHouse.Network.allCases {
                    guard let max = try house.customer(on: .matrix) as? MatrixCustomer else { return }
                    let kim = try house.agent(on: here)
                    let number = try house.handOver(max)
                    try kim.claim(number)
                    let file = try max.nio.send("needle \(number) in a file", as: "log-\(number).txt", in: max.room)
                    try kim.mustHear("[file] log-\(number).txt (text/plain, ")
                    guard house.files(named: "log-\(number).txt").isEmpty else { throw Trouble("fetched unasked") }
                    try kim.say("!file")
                    try kim.mustHear("log-\(number).txt")
                    let isKept = eventually(within: 20) { house.files(named: "log-\(number).txt").first }
                    guard let path = isKept, Rapport.text(path) == "needle \(number) in a file" else {
                        throw Trouble("\(here.rawValue): not kept: \(house.desk.log.suffix(1500))")
                    }
                    try max.nio.redact(file, in: max.room)
                    try kim.mustHear("has taken back a message")
                    try Self.mustLoseFile(kim)
                    try house.mustHaveForgotten(["needle \(number) in a file", "log-\(number).txt"])
                    try kim.say("!done for \(number)")
                    try max.mustHear(Voice.closing)
                }
            }
        }
    }
}

extension CrossedHouse {
    /// No byte of it is left in the data folder.
    func mustHaveForgotten(_ words: [String]) throws {
        let isGone = eventually(within: 40) { bytesHold(words).isEmpty ? true : nil }
        guard isGone == true else { throw Trouble("still in the data folder: \(bytesHold(words))") }
    }

    private func bytesHold(_ words: [String]) -> [String] {
        let names = (try? FileManager.default.subpathsOfDirectory(atPath: desk.data)) ?? []
        return names.flatMap { name -> [String] in
            let bytes = FileManager.default.contents(atPath: desk.data + "/" + name) ?? Data()
            return words.filter { bytes.range(of: Data($0.utf8)) != nil || name.contains($0) }.map { "\(name): \($0)" }
        }
    }

    /// Files of customers that the desk has fetched.
    func files(named name: String) -> [String] {
        let names = (try? FileManager.default.subpathsOfDirectory(atPath: desk.data + "/files")) ?? []
        return names.filter { $0.hasSuffix("/" + name) }.map { desk.data + "/files/" + $0 }
    }
}
