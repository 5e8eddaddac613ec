import Foundation
import ProgramKit

// What happens in most stories.
extension Scene {
    /// Max asks for a person and is put in line.
    func handOver() throws {
        anna.forget()
        max.say("human", to: nick)
        try max.mustBeTold(Voice.handOver)
        if plan.customer == .guest {
            word = try max.mustBeTold(Voice.word).text.split(separator: " ").last.map(String.init)
        }
        let news = try anna.mustSee("waits", in: Desk.staffChannel).text
        guard let number = news.split(whereSeparator: { !$0.isNumber }).first.flatMap({ Int($0) }) else {
            throw Trouble("no number of a case in: \(news)")
        }
        self.number = number
    }

    /// Anna takes the case; Max hears of it.
    func claim() throws {
        anna.forget()
        anna.say("!claim \(number)", to: Desk.staffChannel)
        try anna.mustSee("Case \(number): anna has it now", in: Desk.staffChannel)
        try max.mustBeTold(Voice.takeover)
    }

    /// A word of Max for Anna, and one of Anna for Max.
    func talk(_ words: String) throws {
        try customerSays("max says \(words)")
        try agentSays("anna says \(words)")
    }

    func customerSays(_ words: String) throws {
        promises.append((words, anna))
        max.say(words, to: nick)
        let line = try anna.mustBeTold(words)
        guard line.text.bare.hasPrefix("\(number)m") else {
            throw Trouble("not shown as of case \(number) and Max: \(line.raw)")
        }
    }

    func agentSays(_ words: String) throws {
        agentWrites(words)
        try max.mustBeTold(words)
    }

    /// Without waiting for Max, who may be away.
    func agentWrites(_ words: String) {
        promises.append((words, max))
        anna.say(words, to: nick)
    }

    /// A guest says the word, everybody else just goes on.
    func identify() throws {
        guard plan.customer == .guest else { return }
        guard let word else { throw Trouble("Max was told no word to come back with") }
        max.say(word, to: nick)
        try max.mustBeTold(Voice.welcomeBack)
    }

    /// The server is gone without a farewell and comes back; everybody returns to it.
    func restartServer() throws {
        try services.links { try server.restart() }
        for visitor in [anna, max] { try visitor.comeBack(on: server.port) }
        for visitor in [anna, max] { try visitor.welcomed() }
        try takePlaces()
        nick = try anna.mustMeetDesk(in: Desk.staffChannel)
    }

    /// The desk has asked the network since when Max is there, which it does in a quiet moment: by that it knows a guest
    /// again after a netsplit or its own restart.
    func untilKnown() throws {
        guard plan.customer == .guest else { return }
        let isKnown = eventually(within: 30) { () -> Bool? in
            server.wire(of: Desk.user, last: 1000).contains(" 318 \(nick) \(max.nick) ") ? true : nil
        }
        guard isKnown == true else { throw Trouble("the desk never asked who \(max.nick) is") }
    }

    /// SIGKILL, and a new start with the same data.
    func killDesk() throws {
        desk.kill()
        nick = try desk.open()
    }

    /// Everything that was said between Max and Anna was heard, and once. Besides, it may be recalled to who comes back
    /// or takes over; where it was said in their absence, that is how they hear it.
    func checkPromises() throws {
        for (words, hearer) in promises {
            let lines = hearer.told.filter { $0.contains(words) }
            let isOnce = lines.dropFirst().allSatisfy(Self.isRecalled)
            guard !lines.isEmpty, isOnce else {
                throw Trouble("\(hearer.nick) heard “\(words)” \(lines.count) times: \(hearer.told.suffix(20))")
            }
        }
    }

    /// `[15:44] <anna> …`
    private static func isRecalled(_ line: String) -> Bool { line.hasPrefix("[") }
}
