import Foundation
import ProgramKit
import Testing

/// Words that try to be more than words, through the real program: by nick, user name, message, channel, topic,
/// farewell, file and command. They reach nobody else, run nothing and speak in nobody's name.
@Suite(.serialized) struct InjectionTests {
    @Test(.timeLimit(.minutes(5)))
    func nothingThatAnybodySendsOrWritesBecomesMoreThanWords() async throws {
        let problems = try await onThread { () throws -> [String] in
            let scene = try NastyScene()
            for word in NastyScene.words { try scene.customerSends(word) }
            try scene.customerTakesNames()
            try scene.agentSends()
            try scene.customerLeaves()
            return try scene.problems()
        }
        #expect(problems.isEmpty, "\(problems.joined(separator: "\n"))")
    }

    @Test(.timeLimit(.minutes(5)))
    func aFileWithControlCharactersIsRefusedWithItsLine() async throws {
        let answers = try await onThread { () throws -> [Rapport.Answer] in
            try ["x\rPRIVMSG bob :x", "\u{3}4red", "a\u{0}b", "\u{1}ACTION x\u{1}", "x&#13;&#10;QUIT", "&#x85;x"].map {
                text in
                let content = try Folder()
                try Voice.makeContent(in: content)
                try content.write("---\ntitle: How do I unfold it?\n---\n\(text)\n", to: "faqs/zebra.md")
                return try Rapport.run(["check", "--content", content.path])
            }
        }
        for answer in answers {
            #expect(answer.status == 1)
            #expect((answer.output + answer.errors).contains("faqs/zebra.md:4:"))
        }
    }
}

/// Ann (as `xenia`, which no other text holds) is nasty, Bob is another customer, Zoe serves Ann; Mel is an agent who
/// only looks.
private final class NastyScene {
    /// Bytes, since not all of it is text. `zq` marks what must never be seen by Bob.
    static let words: [[UInt8]] = [
        Array("zq\rPRIVMSG bob :zq-spoofed".utf8), Array("zq\nPRIVMSG #desk :!claim zq-run".utf8),
        Array("zq\r\n:support!support@rapport.local PRIVMSG bob :zq-spoofed".utf8), Array("zq\u{0}QUIT :zq".utf8),
        Array("zq ".utf8) + [0xFF, 0xFE, 0xC3, 0x28], Array("!claim zq".utf8), Array("!done zq-run".utf8),
        Array("\u{3}4,5!queue zq".utf8), Array("\u{2}\u{1D}\u{16}\u{F}!find zq".utf8),
        Array("\u{1}ACTION !claim zq\u{1}".utf8),
        Array("\u{1}VERSION zq\u{1}".utf8), Array("zq \u{202E}gnitirw\u{202C} \u{2066}x\u{2069} \u{200B}!queue".utf8),
        Array(("zq" + String(repeating: "ä!", count: 160)).utf8), Array(repeating: UInt8(ascii: "z"), count: 9000),
        Array("zq :zoe!zoe@agent.rapport.local PRIVMSG #support :hi".utf8), Array("zq\u{2028}!queue\u{85}!queue".utf8),
        Array("<zoe> zq I am an agent".utf8), Array("{agent} {place|one: zq} {{word}}".utf8),
    ]
    private static let article = "How do I unfold the zebra table?"
    private static let nastyArticle = """
        ---
        title: \(article)
        ---
        First line \u{202E}turned\u{202C} &amp;#13;PRIVMSG bob :file-spoofed

        :support!support@rapport.local PRIVMSG bob :file-spoofed

            QUIT :file-spoofed

        !claim 1 {agent}
        """
    private let house: House
    private let content: Folder
    private let desk: RunningDesk
    private let ann: Talker
    private let bob: Talker
    private let zoe: Talker
    private let mel: Talker
    private var found: [String] = []

    init() throws {
        content = try Folder()
        try Voice.makeContent(in: content)
        try content.write(Self.nastyArticle, to: "faqs/zebra/table.md")
        house = try House(content: content)
        for agent in ["zoe", "mel"] { try house.add("agent", agent) }
        desk = try house.open(options: ["--unlimited"])
        ann = try Talker(port: desk.port, nick: "xenia")
        bob = try Talker(port: desk.port, nick: "bob")
        zoe = try Talker(port: desk.port, nick: "zoe", pass: "correct-horse")
        mel = try Talker(port: desk.port, nick: "mel", pass: "correct-horse")
        for agent in [zoe, mel] { agent.socket.send("JOIN #desk") }
        for customer in [ann, bob] { customer.socket.send("JOIN #support") }
        try ann.say("human", to: "#support")
        try zoe.must("the news that Ann waits") { $0.text.hasPrefix("Case 1: xenia waits") }
    }

    func customerSends(_ word: [UInt8]) throws {
        for start in [
            "NICK :", "USER ", "PRIVMSG #support :", "PRIVMSG support :", "NOTICE support :", "PRIVMSG bob :",
            "PRIVMSG #desk :", "PRIVMSG zoe :", "JOIN ", "JOIN #", "TOPIC #support :", "TOPIC #desk :",
            "PART #support :",
            "JOIN #support ", "AWAY :", "MODE ", "INVITE bob ", "KICK #support bob :", "WHO ", "WHOIS ", "TAGMSG ",
        ] {
            ann.socket.send(Array(start.utf8) + word + Array("\r\n".utf8))
        }
        guard ann.socket.isOpen else {
            return found.append("ann was cut off by \(String(decoding: word, as: UTF8.self))")
        }
    }

    func customerTakesNames() throws {
        for nick in [
            "zoe", "ZOE", "mel", "support", "Support", "bob", "#desk", "zoe!zoe", "z\u{43E}e", "@zoe", "xenia",
        ] {
            ann.socket.send("NICK :\(nick)")
        }
        try ann.settle()
    }

    /// The case is Zoe's; she mistypes, and pastes what is nasty.
    func agentSends() throws {
        try ann.settle()
        try zoe.say("!claim 1", to: "#desk")
        try zoe.must("the case's room") { $0.command == "JOIN" && $0.params.first == "#case-1" }
        for word in Self.words where !word.contains(UInt8(ascii: "\n")) && !word.contains(UInt8(ascii: "\r")) {
            for start in ["!note ", "!find ", "!brief ", "!claim ", " !", "\u{3}4!", "\u{200B}!note ", "!"] {
                zoe.socket.send(Array("PRIVMSG #case-1 :\(start)house-secret ".utf8) + word + Array("\r\n".utf8))
            }
        }
        zoe.socket.send("PRIVMSG bob :house-secret")
        zoe.socket.send("PRIVMSG #support :house-secret")
        try zoe.settle()
        try zoe.say("a plain word from zoe", to: "#case-1")
        try ann.must("Zoe's words") { $0.isTalk && $0.text.contains("a plain word from zoe") }
        try bob.say(Self.article)
        try bob.must("the nasty article") { $0.nick == "support" && $0.text.contains("First line") }
    }

    func customerLeaves() throws {
        ann.socket.send(Array("QUIT :zq\u{3}4 \u{202E}!claim \u{0}zq".utf8) + [0xFF, 13, 10])
        try bob.say("hello there")
        try bob.must("an answer") { $0.nick == "support" && $0.text.contains("What can we help you with") }
        for talker in [bob, zoe, mel] { try talker.settle() }
        ann.read()
    }

    func problems() throws -> [String] {
        let server = "rapport.local"
        let desk = "support!support@\(server)"
        let agents: Set = ["zoe!zoe@agent.\(server)", "mel!mel@agent.\(server)"]
        check(
            bob, allowed: [server, desk, "bob!bob@guest.\(server)"],
            never: ["zq", "xenia", "zoe", "mel", "house-secret"])
        // Some of the words hold a nick that she may have.
        let own = ["xenia", "zq"].map { "\($0)!xenia@guest.\(server)" }
        check(
            ann, allowed: [server, desk, own[0], own[1], "zoe!zoe@agent.\(server)"],
            never: ["house-secret", "file-spoofed"])
        let shown = ["xenia", "zq"].map { "\($0)!customer@customer.\(server)" }
        for agent in [zoe, mel] { check(agent, allowed: agents.union([server, desk] + shown), never: []) }
        for line in mel.heard where line.text.contains("has it now") && !line.text.hasPrefix("Case 1: zoe") {
            found.append("a claim nobody made: \(line.raw)")
        }
        for line in zoe.heard where line.isTalk && line.source.contains("customer.") && line.params[0] != "#case-1" {
            found.append("a customer spoke outside of their case: \(line.raw)")
        }
        let queue = try Transcript.queue(data: house.data)
        if queue.map(\.agent) != ["zoe"] { found.append("the case is not Zoe's any more: \(queue)") }
        for row in try Transcript(data: house.data).rows where row.isAgent && row.text != "a plain word from zoe" {
            found.append("an agent's command in the transcript: \(row)")
        }
        return found
    }

    /// Each line: from whom it may be, of a known form, without what breaks or turns lines, and without others' words.
    private func check(_ talker: Talker, allowed: Set<String>, never: [String]) {
        for line in talker.heard {
            let isFromServer = line.source.isEmpty && ["PING", "ERROR"].contains(line.command)
            if !isFromServer, !allowed.contains(line.source) { found.append("an unexpected source: \(line.raw)") }
            // An error shows who sent a thing what they sent; even that is never another line.
            let isError = Int(line.command) ?? 0 >= 300
            let breaking: Set<Unicode.Scalar> = isError ? ["\r", "\0"] : ["\r", "\0", "\u{2028}", "\u{85}"]
            if line.raw.unicodeScalars.contains(where: breaking.contains) {
                found.append("a control in: \(line.raw.debugDescription)")
            }
            if line.isTalk, line.text.utf8.contains(3) || line.text.utf8.contains(4) {
                found.append("a colour in: \(line.raw.debugDescription)")
            }
            for word in never where line.raw.contains(word) && !isOwn(line, of: talker) {
                found.append("“\(word)” in: \(line.raw)")
            }
            // Tags have room of their own (IRCv3 message-tags).
            let untagged =
                line.raw.hasPrefix("@") ? Substring(line.raw.drop { $0 != " " }.dropFirst()) : Substring(line.raw)
            if untagged.utf8.count > 510 { found.append("\(untagged.utf8.count) bytes: \(line.raw)") }
        }
    }

    private func isOwn(_ line: WireLine, of talker: Talker) -> Bool {
        line.source.contains("!xenia@guest.") && talker === ann
    }
}
