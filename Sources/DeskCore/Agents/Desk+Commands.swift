/// The functions behind the table of commands.
extension Desk {
    mutating func claim(_ call: Command.Call) {
        let room = call.arrival.from
        // The room of a case says which; a window that has several does not.
        let here = isShared(room) ? nil : caseRooms[room]?.first
        let wanted = call.argument.isEmpty ? call.arrival.about ?? here ?? line.first : number(in: call.argument)
        guard let number = wanted else {
            let text = call.argument.isEmpty ? "Nobody waits." : "Which case? !claim 12, or !claim for the next."
            return show(.text(text), to: call.arrival.from)
        }
        guard let item = cases[number], let conversation = conversations[item.conversation] else {
            return show(.text("Case \(number) is not open. !queue shows who waits."), to: call.arrival.from)
        }
        switch item.state {
        case .waiting: take(over: item, conversation, call)
        case .claimed(let owner) where owner == call.agent.id: openRoom(for: item, conversation, call)
        case .claimed(let owner):
            guard let since = item.unansweredSince, since + policy.agentSilence <= call.now else {
                return show(.text("Case \(number) is \(owner)'s already."), to: call.arrival.from)
            }
            take(over: item, conversation, call)
        case .closing, .done: show(.text("Case \(number) is closed."), to: call.arrival.from)
        }
    }

    /// From this step on the agent speaks and the bot is silent: what it had on its way is taken back.
    private mutating func take(over item: Case, _ conversation: Conversation, _ call: Command.Call) {
        var (item, conversation) = (item, conversation)
        if case .claimed(let before) = item.state {
            deliver(.leave(before), to: &conversation, lane: .agent, causedBy: call.arrival.id)
        }
        withdrawBot(from: &conversation)
        endWaiting(item.number)
        draft.effects.append(.cancelTimer(.turnPause(conversation.id)))
        item.state = .claimed(by: call.agent.id)
        (item.room, item.sharesRoom, item.said) = (nil, false, [])
        // Whoever takes a case owes its customer a word, and has the same time for it as for any other answer.
        item.unansweredSince = call.now
        draft.effects.append(.startTimer(.unanswered(item.number), at: call.now + policy.agentSilence))
        put(item)
        conversation.phase = .assisted(item.number, by: call.agent.id)
        conversation.turn = nil
        conversation.choices = []
        deliver(.enter(call.agent.id), to: &conversation, lane: .agent, causedBy: call.arrival.id)
        say(
            .takeover, ["agent": .text(call.agent.id.rawValue), "case": .text(String(item.number))], to: &conversation,
            lane: .agent, at: call.now, causedBy: call.arrival.id)
        put(conversation)
        openRoom(for: item, conversation, call)
        tellBoard("Case \(item.number): \(call.agent.id) has it now.", about: item.number)
    }

    private mutating func openRoom(for item: Case, _ conversation: Conversation, _ call: Command.Call) {
        let title = "Case \(item.number): \(name(of: conversation))"
        deliver(
            .openRoom(number: item.number, title: title, agent: call.agent.id, person: call.arrival.author.person),
            toStaff: call.arrival.from,
            of: conversation.id)
    }

    mutating func brief(_ call: Command.Call) {
        guard let number = caseMeant(by: call) else { return }
        show(.brief(number, through: nil), to: call.arrival.from)
    }

    /// What the matcher made of the customer's last question, whatever the content says by now.
    mutating func explain(_ call: Command.Call) {
        guard let number = caseMeant(by: call) else { return }
        guard let conversation = cases[number].flatMap({ conversations[$0.conversation] }) else {
            return show(.text("Case \(number) is closed."), to: call.arrival.from)
        }
        guard let grounds = conversation.grounds else {
            return show(.text("Case \(number): the bot was asked nothing."), to: call.arrival.from)
        }
        var lines = ["Case \(number), what the bot was asked last:", grounds.explanation(in: content)]
        if !conversation.chosenFrom.isEmpty, let title = conversation.lastTitle {
            lines.append("The customer chose “\(title)”.")
        }
        if grounds.revision == content.revision { lines.append("Content: \(grounds.revision), still in use.") }
        show(.text(lines.joined(separator: "\n")), to: call.arrival.from)
    }

    mutating func draftArticle(_ call: Command.Call) {
        guard let number = caseMeant(by: call) else { return }
        show(.draft(number), to: call.arrival.from)
    }

    /// The file that the customer sent last, or the last but one.
    mutating func fetchFile(_ call: Command.Call) {
        var here = call
        here.argument = ""
        guard let number = caseMeant(by: here) else { return }
        guard let files = cases[number].flatMap({ conversations[$0.conversation] })?.files, !files.isEmpty else {
            return show(.text("Case \(number): no file was sent, or the case is closed."), to: call.arrival.from)
        }
        let place = call.argument.isEmpty ? 1 : self.number(in: call.argument) ?? 0
        guard (1...files.count).contains(place) else {
            let text = "There are \(files.count): !file 1 is the last one, !file \(files.count) the first."
            return show(.text(files.count == 1 ? "There is one file: !file" : text), to: call.arrival.from)
        }
        let file = files[files.count - place]
        show(.file(file.arrival, sentIn: file.room, of: number), to: call.arrival.from)
    }

    mutating func note(_ call: Command.Call) {
        let call = addressed(call)
        guard !call.argument.isEmpty else {
            return show(.text("What to note? \(call.form)"), to: call.arrival.from)
        }
        guard let (item, conversation) = openCase(of: call) else { return }
        var noted = conversation
        write(
            call.argument, kind: .agent, author: call.agent.id.rawValue, words: .note(call.arrival.id), in: &noted,
            at: call.now, isNote: true)
        put(noted)
        show(.text("Noted for case \(item.number)."), to: call.arrival.from)
    }

    mutating func giveBack(_ call: Command.Call) {
        var call = call
        // It takes nothing else, so that a number can only be a case's, also of one that is no more.
        if isShared(call.arrival.from) { call.number = number(in: call.argument) }
        guard let (item, conversation) = ownCase(of: call) else { return }
        var returned = conversation
        end(item, reason: "given back to the bot", &returned, call)
        returned.phase = .answering
        finish(item.number, at: call.now)
        say(.botBack, to: &returned, lane: .agent, at: call.now, causedBy: call.arrival.id)
        put(returned)
        tellBoard("Case \(item.number): \(call.agent.id) gave it back to the bot.", about: item.number)
    }

    mutating func done(_ call: Command.Call) {
        let call = addressed(call)
        guard !call.argument.isEmpty else {
            return show(
                .text("How did it end? \(call.form) (for the record; the customer does not see it)"),
                to: call.arrival.from)
        }
        guard let (item, conversation) = ownCase(of: call) else { return }
        var closing = conversation
        end(item, reason: call.argument, &closing, call)
        closing.phase = .closing(item.number)
        (closing.isAskedToRate, closing.awaitsRating) = (true, true)
        closing.products = []
        say(
            .closing, ["agent": .text(call.agent.id.rawValue), "case": .text(String(item.number))], to: &closing,
            lane: .agent, at: call.now, causedBy: call.arrival.id)
        put(closing)
        tellBoard("Case \(item.number): \(call.agent.id) closed it (\(call.argument)).", about: item.number)
        show(
            .text("Case \(item.number) is closed; the customer was asked whether it is solved."), to: call.arrival.from)
    }

    /// The agent leaves the customer's room, and the case's clock stops.
    private mutating func end(_ item: Case, reason: String, _ conversation: inout Conversation, _ call: Command.Call) {
        var item = item
        item.state = .closing
        item.reason = reason
        item.closedAt = call.now
        item.unansweredSince = nil
        put(item)
        draft.effects.append(.cancelTimer(.unanswered(item.number)))
        conversation.lastActivity = call.now
        armIdle(conversation, at: call.now)
        deliver(.leave(call.agent.id), to: &conversation, lane: .agent, causedBy: call.arrival.id)
    }

    /// The case a command is about: named, or of this room, or the only one the agent has. Says so when there is none.
    private mutating func caseMeant(by call: Command.Call) -> CaseNumber? {
        if let number = call.number ?? number(in: call.argument) ?? call.arrival.about { return number }
        let here = casesMeant(in: call.arrival.from, by: call.agent)
        if here.count == 1 { return here[0] }
        if here.count > 1 {
            show(
                .text("You have \(Self.list(here)) here. Write \(call.usage(for: here[0]))."), to: call.arrival.from)
            return nil
        }
        let own = cases.values.filter { $0.state == .claimed(by: call.agent.id) }.map(\.number).sorted()
        if own.count == 1 { return own[0] }
        let which =
            own.isEmpty ? "You have no case." : "You have cases \(own.map(String.init).joined(separator: ", "))."
        show(
            .text("\(which) Say it in the case's room, or give its number where the command takes one."),
            to: call.arrival.from)
        return nil
    }

    private mutating func openCase(of call: Command.Call) -> (Case, Conversation)? {
        // A note or a reason that begins with a number is not a case's number.
        var call = call
        call.argument = ""
        guard let number = caseMeant(by: call) else { return nil }
        guard let item = cases[number], let conversation = conversations[item.conversation] else {
            show(.text("Case \(number) is closed."), to: call.arrival.from)
            return nil
        }
        return (item, conversation)
    }

    private mutating func ownCase(of call: Command.Call) -> (Case, Conversation)? {
        guard let (item, conversation) = openCase(of: call) else { return nil }
        guard case .assisted(item.number, by: call.agent.id) = conversation.phase else {
            show(.text("Case \(item.number) \(owner(of: item)), not yours."), to: call.arrival.from)
            return nil
        }
        return (item, conversation)
    }

    func number(in text: String) -> CaseNumber? {
        text.split(separator: " ").first.flatMap { Int($0.drop { $0 == "#" }) }
    }
}
