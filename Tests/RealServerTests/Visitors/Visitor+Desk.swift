import Foundation
import Glibc
import ProgramKit

// With the desk on the other side.
extension Visitor {
    /// What the desk, under any of its nicks, has told it alone, in the order of hearing.
    var told: [String] {
        read()
        return heard.filter(isTold).map(\.text)
    }

    private func isTold(_ line: WireLine) -> Bool {
        line.isTalk && line.nick.hasPrefix(Desk.stem) && line.params.first?.hasPrefix("#") == false
    }

    /// How often the desk has told it these words.
    func count(of words: String) -> Int { told.count { $0.contains(words) } }

    /// Waits until the desk tells it something alone.
    @discardableResult
    func mustBeTold(_ words: String, within seconds: Double = 30) throws -> WireLine {
        try must("“\(words)”", within: seconds) { isTold($0) && $0.text.contains(words) }
    }

    /// Waits until the desk says something in a channel.
    @discardableResult
    func mustSee(_ words: String, in channel: String, within seconds: Double = 30) throws -> WireLine {
        try must("“\(words)” in \(channel)", within: seconds) {
            $0.isTalk && $0.nick.hasPrefix(Desk.stem) && $0.params.first == channel && $0.text.contains(words)
        }
    }

    /// Waits until the desk is in a channel that this one has just joined.
    ///
    /// - Returns: The desk's nick.
    @discardableResult
    func mustMeetDesk(in channel: String, within seconds: Double = 60) throws -> String {
        let line = try must("the desk in \(channel)", within: seconds) { line in
            guard line.params.contains(channel) else { return false }
            let isListed = line.command == "353" && line.params.last?.contains(Desk.stem) == true
            return isListed || line.command == "JOIN" && line.nick.hasPrefix(Desk.stem)
        }
        if line.command == "JOIN" { return line.nick }
        let names = line.params.last?.split(separator: " ").map { $0.drop { "~&@%+".contains($0) } } ?? []
        return names.first { $0.hasPrefix(Desk.stem) }.map { String($0) } ?? Desk.nick
    }

    /// Asks, and waits for the answer.
    func ask(_ number: Int, to desk: String = Desk.nick) throws {
        say(Article.question(number), to: desk)
        try mustBeTold(Article.answer(number))
    }

    /// Waits until whoever has this nick is logged in to this account.
    func mustMeet(_ nick: String, loggedInAs account: String, within seconds: Double = 60) throws {
        let isThere = try eventually(within: seconds) { () -> Bool? in
            forget()
            send("WHOIS \(nick)")
            try must("who that is") { $0.command == "318" }
            let isKnown = heard.suffix(20).contains { line in
                // RPL_WHOISACCOUNT
                line.command == "330" && line.params.dropFirst().prefix(2).elementsEqual([nick, account])
            }
            // Servers slow down whoever asks without end.
            if !isKnown { poll(nil, 0, 1000) }
            return isKnown ? true : nil
        }
        guard isThere == true else { throw Trouble("\(self.nick) waited \(seconds) s in vain for \(nick)") }
    }
}
