import Foundation
import ProgramKit

// What a customer's client may show.
extension Check {
    /// Nothing of the house, nothing of others, nobody but the owner.
    mutating func checkWire(of customer: Customer) {
        var owner: String?
        var seen: Set<String> = []
        for line in customer.heard where line.isTalk {
            if line.raw.contains(Marker.secret) { note("\(customer.name) saw what is not for customers: \(line.raw)") }
            for mark in line.raw.split(separator: "mark=").dropFirst()
            where !mark.hasPrefix(customer.name + "=") && !mark.hasPrefix("agent") {
                note("\(customer.name) saw somebody else's words: \(line.raw)")
            }
            guard line.nick != customer.name, !line.isOld, let id = line.tags["msgid"], id.hasPrefix("c") else {
                continue
            }
            // A crash between saying and noting that it was said makes the desk say it again.
            guard seen.insert(id).inserted else { continue }
            follow(line, of: customer, &owner)
        }
    }

    private mutating func follow(_ line: WireLine, of customer: Customer, _ owner: inout String?) {
        let text = line.text
        if line.nick == "support", text.hasPrefix(Voice.takeover) {
            owner = text.split(separator: " ").last.map(String.init)
        } else if line.nick == "support", text.hasPrefix(Voice.closing) || text.hasPrefix(Voice.botBack) {
            owner = nil
        } else {
            // In private the desk says an agent's words, with the agent's name before them.
            let speaker =
                line.nick == "support"
                ? text.hasPrefix("<agent") ? String(text.dropFirst().prefix { $0 != ">" }) : nil : line.nick
            if speaker != owner { note("\(customer.name) is with \(owner ?? "the bot") and heard: \(line.raw)") }
        }
    }
}
