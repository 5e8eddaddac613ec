import Foundation
import ProgramKit

/// A customer: asks what the content answers, grumbles, wants a person, rates.
final class Customer: Peer {
    enum Phase: Equatable { case bot, waiting, assisted, closing }

    let isLasting: Bool
    private let usesRoom: Bool
    private let questions: [String]
    private var unasked: [String] = []
    private var phase = Phase.bot
    private var count = 0
    /// Nothing of ours is being read: the next question is a turn of its own.
    private var isSettled = true

    init(name: String, password: String?, seed: UInt64, questions: [String]) {
        isLasting = password != nil
        usesRoom = seed % 2 == 0
        self.questions = questions
        super.init(name: name, password: password, seed: seed)
    }

    private var target: String { usesRoom ? "#support" : "support" }

    override func arrived() {
        if usesRoom { send("JOIN #support") }
        // Each at most once a round, so that an answer that got lost is not taken for another one's.
        unasked = questions.shuffled(using: &chance)
        isSettled = true
        nextAt = Clock.now + chance.seconds(0...0.5)
    }

    override func heard(_ line: WireLine) {
        guard line.isTalk, line.nick == "support", !line.isOld, !line.text.hasPrefix(Voice.greeting) else { return }
        let text = line.text
        if text.hasPrefix(Voice.handOver) || text.hasPrefix(Voice.reopened) { phase = .waiting }
        if text.hasPrefix(Voice.takeover) { phase = .assisted }
        if text.hasPrefix(Voice.closing) { phase = .closing }
        if text.hasPrefix(Voice.solved) || text.hasPrefix(Voice.botBack) { phase = .bot }
        guard waitsUntil != nil else { return }
        waitsUntil = nil
        isSettled = true
        nextAt = Clock.now + chance.seconds(0.01...0.15)
    }

    override func act(hasGivenUp: Bool) {
        if hasGivenUp { isSettled = false }
        waitsUntil = nil
        switch phase {
        case .bot: talkWithBot()
        case .waiting: chance.percent(50) ? ask() : grumble(lines: 1)
        case .assisted:
            grumble(lines: chance.percent(30) ? 3 : 1)
            nextAt = Clock.now + chance.seconds(0.05...0.4)
        case .closing: answerClosing()
        }
    }

    private func talkWithBot() {
        switch Int.random(in: 0..<100, using: &chance) {
        case ..<65: ask()
        case ..<80: grumble(lines: 1)
        case ..<88: grumble(lines: 4)
        default: say("human")
        }
    }

    private func answerClosing() {
        say(["yes", "no", "4"].randomElement(using: &chance) ?? "yes")
    }

    private func ask() {
        guard let question = unasked.popLast() else { return grumble(lines: 1) }
        say(question, isSettled && phase != .assisted ? .question : .talk)
    }

    /// Words that nothing answers, each line unlike any other.
    private func grumble(lines: Int) {
        for _ in 0..<lines {
            count += 1
            say("\(Marker.of(name)) r\(round) n\(count) quux blorf wibble")
        }
    }

    private func say(_ text: String, _ kind: Said.Kind = .talk) {
        say(text, to: target, kind)
        waitsUntil = Clock.now + (phase == .assisted ? 0.3 : 2)
    }
}

/// Words by which one person's lines are known on anybody's wire.
enum Marker {
    static func of(_ name: String) -> String { "mark=\(name)=" }
    /// Stands in every command and note.
    static let secret = "secret-of-the-house"
}
