import Foundation
import ProgramKit

/// An agent: claims, talks, takes notes, mistypes, closes.
final class Agent: Peer {
    /// What the board said, by the id of the delivery: said again after a crash, it is still one.
    private(set) var claimsTold: [String: (number: Int, agent: String)] = [:]
    private(set) var customers: [Int: String] = [:]
    private(set) var claimsAsked = 0
    private var waiting: Set<Int> = []
    /// Cases whose room we are in, with the lines said there.
    private var own: [Int: Int] = [:]
    private var count = 0

    override func arrived() {
        own = [:]
        waiting = []
        nextAt = Clock.now + chance.seconds(0...0.3)
        send("JOIN #desk")
    }

    override func heard(_ line: WireLine) {
        if line.command == "JOIN", line.nick == name, let number = Self.number(ofRoom: line.params.first ?? "") {
            own[number] = 0
            waitsUntil = nil
        }
        guard line.isTalk, line.nick == "support", !line.isOld else { return }
        if line.params[0] == "#desk" { board(line) }
        if line.text.hasPrefix("Noted") || line.text.hasPrefix("No such command") { waitsUntil = nil }
    }

    private static func number(ofRoom room: String) -> Int? {
        room.hasPrefix("#case-") ? Int(room.dropFirst(6)) : nil
    }

    /// `Case 5: ann waits. …`, `Case 5: zoe has it now.`, and the rows of the board itself.
    private func board(_ line: WireLine) {
        var words = line.text.split(separator: " ").map(String.init)
        if words.count > 3, words[0].hasSuffix("."), words[1] == "case" { words.removeFirst() }
        guard words.count > 3, words[0].lowercased() == "case", let number = Int(words[1].dropLast()) else {
            if line.text.hasPrefix("Nobody") || line.text.contains("already.") { waitsUntil = nil }
            return
        }
        let rest = words[3...].joined(separator: " ")
        switch rest {
        case "has it now.":
            claimsTold[line.tags["msgid"] ?? ""] = (number, words[2])
            waiting.remove(number)
        case _ where rest.hasPrefix("closed it"):
            if words[2] == name {
                own[number] = nil
                waitsUntil = nil
            }
        case "(irc) with \(name)": send("JOIN #case-\(number)")
        case _ where rest.hasPrefix("(irc) with"): break
        default:
            customers[number] = words[2]
            waiting.insert(number)
        }
    }

    override func act(hasGivenUp: Bool) {
        waitsUntil = nil
        guard let number = own.keys.sorted().randomElement(using: &chance), chance.percent(own.count > 2 ? 100 : 75)
        else {
            return claim()
        }
        let isReadyToClose = own[number, default: 0] >= 2
        switch Int.random(in: 0..<100, using: &chance) {
        case ..<12: command("!note \(Marker.secret) looks odd", in: number, seconds: 1)
        case ..<20: command("!nosuch \(Marker.secret)", in: number, seconds: 1)
        case ..<55 where isReadyToClose: command("!done \(Marker.secret) sorted", in: number, seconds: 2)
        default:
            count += 1
            own[number, default: 0] += 1
            say("\(Marker.of(name)) n\(count) for case \(number)", to: "#case-\(number)", .agentLine)
            waitsUntil = nil
            nextAt = Clock.now + chance.seconds(0.05...0.3)
        }
    }

    private func command(_ text: String, in number: Int, seconds: Double) {
        say(text, to: "#case-\(number)", .command)
        waitsUntil = Clock.now + seconds
    }

    /// With a number the agents run for the same case.
    private func claim() {
        claimsAsked += 1
        let number = waiting.sorted().randomElement(using: &chance)
        let text = chance.percent(50) ? number.map { "!claim \($0)" } : nil
        say(text ?? "!claim", to: "#desk", .command)
        waitsUntil = Clock.now + 1
        nextAt = Clock.now + chance.seconds(0.1...0.5)
    }
}
