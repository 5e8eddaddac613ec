import DeskCore

@testable import DeskIRC

/// One message as it came over somebody's wire.
struct Heard: Sendable {
    let hearer: String
    let message: IRCMessage
    /// What it was part of; lines of one delivery are shown as one.
    let delivery: DeliveryID?
}

/// Where something is heard: each of it is told by itself, in this order.
enum Place: Hashable, Comparable {
    case customer(Int)
    case staff(String)
}

/// Writes what was heard as a page tells it.
///
/// Left out is what IRC says around a conversation (the welcome, topics and names of channels) and what only shows the
/// deed again: the echo of an agent's own line, the join of whoever joins.
struct Hearing {
    /// In the order of the page.
    let customers: [String]
    let deed: Deed

    /// One place after the other. Where agents in one room heard different things, each of it is told by itself.
    func lines(of heard: [Heard]) -> [String] {
        let told = heard.filter { !isNoise($0.message) }
        return Set(told.map(place)).sorted().flatMap { place in
            lines(in: told.filter { self.place($0) == place })
        }
    }

    private func lines(in heard: [Heard]) -> [String] {
        let hearers = Set(heard.map(\.hearer)).sorted()
        let versions = hearers.map { hearer in withoutDeed(written(heard.filter { $0.hearer == hearer })) }
        guard let first = versions.first, versions.contains(where: { $0 != first }) else { return versions.first ?? [] }
        return zip(hearers, versions).flatMap { ["* \($0) alone:"] + $1 }
    }

    private func place(_ heard: Heard) -> Place {
        if let index = customers.firstIndex(of: heard.hearer) { return .customer(index) }
        return .staff(heard.message.params.first { $0.hasPrefix("#") } ?? "")
    }

    /// What clients show apart from conversations, unless it says that something did not work.
    private func isNoise(_ message: IRCMessage) -> Bool {
        if let number = Int(message.command) { return !Self.isRefusal(number) }
        return ["CAP", "PING", "PONG"].contains(message.command)
    }

    /// Numbers from 400 say that something failed (RFC 2812 5.2); 422 is a missing greeting.
    private static func isRefusal(_ number: Int) -> Bool {
        (400..<600).contains(number) && number != 422
    }

    private func written(_ heard: [Heard]) -> [String] {
        var lines: [String] = []
        var last: (delivery: DeliveryID, speaker: String)?
        for item in heard {
            guard let speaker = speaker(of: item) else {
                lines.append(notice(item))
                last = nil
                continue
            }
            let words = Self.readable(item.message.params.last ?? "")
            if let last, last.delivery == item.delivery, last.speaker == speaker {
                lines.append(ScriptReader.indent + words)
            } else {
                lines.append("\(speaker): \(words)")
            }
            last = item.delivery.map { ($0, speaker) }
        }
        return lines
    }

    private func speaker(of heard: Heard) -> String? {
        let message = heard.message
        guard message.command == "PRIVMSG", let target = message.params.first else { return nil }
        let room = target.hasPrefix("#") ? " (\(target))" : ""
        let isPlain = customers.first == heard.hearer || (target.hasPrefix("#") && target != "#support")
        return Self.nick(message) + room + (isPlain ? "" : " to \(heard.hearer)")
    }

    private func notice(_ heard: Heard) -> String {
        let message = heard.message
        let (who, first) = (Self.nick(message), message.params.first ?? "")
        let last = Self.readable(message.params.last ?? "")
        switch message.command {
        case "JOIN": return "* \(who) joins \(first)"
        case "PART": return "* \(who) leaves \(first)"
        case "QUIT": return "* \(who) leaves"
        case "TOPIC": return "* the topic of \(first) is now: \(last)"
        default: return "* \(heard.hearer) is told: \(last)"
        }
    }

    /// The deed as the room shows it to everybody in it, once.
    private func withoutDeed(_ lines: [String]) -> [String] {
        var left: [String]
        switch deed {
        case .says(let who, let room?, let words): left = words.map { "\(who) (\(room)): \($0)" }
        case .joins(let who, let room): left = ["* \(who) joins \(room)"]
        case .leaves(let who): left = ["* \(who) leaves"]
        default: return lines
        }
        return lines.filter { line in
            guard line == left.first else { return true }
            left.removeFirst()
            return false
        }
    }

    private static func nick(_ message: IRCMessage) -> String {
        IRCSource(parsing: message.source ?? "").nick
    }

    /// Bold as `*…*`, italics as `_…_`.
    private static func readable(_ text: String) -> String {
        text.replacing(String(IRCStyle.bold), with: "*").replacing(String(IRCStyle.italics), with: "_")
    }
}
