/// Customers without a login come back with a word that was told to them once, since a name proves nothing.
extension Desk {
    /// True when the text held such a word, or something that looks like one and is none.
    mutating func cameBackByWord(_ text: String, _ arrival: Arrival, _ event: Event) -> Bool {
        let now = event.at
        guard let word = ComeBackWord.find(in: text) else { return false }
        guard let number = comeBackWords[word], var item = cases[number],
            var conversation = conversations[item.conversation]
        else {
            // Only a message that is little but the word is about the word.
            guard text.split(separator: " ").count <= 3 else { return false }
            sayWordUnknown(text, arrival, at: now)
            return true
        }
        // Their own word, still on the connection that got it: nothing to bring back, and nothing is used up.
        if item.person == arrival.author.person { return false }
        leaveFreshConversation(of: arrival.author.person, at: now)
        rebind(&conversation, to: arrival, at: now)
        item.person = conversation.person
        item.comeBackWord = arrival.author.isLasting ? nil : ComeBackWord.make(from: event.chance)
        put(item)
        write(
            text, kind: .customer, author: arrival.author.name, words: .arrival(arrival.id), in: &conversation, at: now)
        draft.effects.append(.resume(conversation.replyTo))
        show(.recap(conversation.id, through: conversation.lineCount - 1), to: conversation.replyTo)
        welcome(item, &conversation, at: now, causedBy: arrival.id)
        put(conversation)
        return true
    }

    private mutating func welcome(
        _ item: Case, _ conversation: inout Conversation, at now: Timestamp, causedBy: ArrivalID
    ) {
        say(
            .welcomeBack, ["name": .text(name(of: conversation))], to: &conversation, lane: .agent, at: now,
            causedBy: causedBy)
        if let word = item.comeBackWord {
            say(.comeBackWord, ["word": .text(word)], to: &conversation, lane: .agent, at: now, causedBy: causedBy)
        }
        if case .claimed(let agent) = item.state {
            deliver(.enter(agent), to: &conversation, lane: .agent, causedBy: causedBy)
            tellCaseRoom(item.number, "\(name(of: conversation)) is back.")
        }
    }

    /// Somebody has told the network their account: what they began before goes on under it, without a word.
    ///
    /// - Returns: Whether there was anything to go on with.
    mutating func followToAccount(_ arrival: Arrival, at now: Timestamp) -> Bool {
        let author = arrival.author
        guard let former = author.formerly, former != author.person, let before = people[former] else { return false }
        // Recalled for this, and let go again at the end of the step.
        touch(.person(former))
        guard people[author.person]?.conversation == nil,
            var conversation = before.conversation.flatMap({ conversations[$0] })
        else { return false }
        rebind(&conversation, to: arrival, with: before.rooms, at: now)
        put(conversation)
        if var item = conversation.caseNumber.flatMap({ cases[$0] }) {
            item.person = author.person
            put(item)
        }
        return true
    }

    /// - Parameter rooms: Where deliveries may wait for them beside where they write now.
    private mutating func rebind(
        _ conversation: inout Conversation, to arrival: Arrival, with rooms: [Address] = [], at now: Timestamp
    ) {
        let before = people[conversation.person]
        if var before {
            before.conversation = nil
            before.lastConversation = nil
            put(before)
        }
        var person =
            people[arrival.author.person]
            ?? Person(id: arrival.author.person, name: arrival.author.name, isLasting: arrival.author.isLasting)
        person.name = arrival.author.name
        person.conversation = conversation.id
        person.language = person.language ?? before?.language
        person.rooms = rooms
        person.remember(arrival)
        put(person)
        conversation.person = person.id
        conversation.follow(arrival)
        conversation.lastActivity = now
    }

    /// Whoever comes back has perhaps just been greeted: that conversation has nothing in it worth keeping open.
    private mutating func leaveFreshConversation(of id: PersonID, at now: Timestamp) {
        guard var fresh = people[id]?.conversation.flatMap({ conversations[$0] }) else { return }
        let reason = "the customer came back to an earlier case"
        switch fresh.phase {
        case .waiting(let number):
            endWaiting(number)
            finish(number, reason: reason, at: now)
        case .assisted(let number, let agent):
            tellCaseRoom(number, "Case \(number) is closed: \(reason).")
            deliver(.leave(agent), to: &fresh, lane: .agent)
            draft.effects.append(.cancelTimer(.unanswered(number)))
            finish(number, reason: reason, at: now)
        case .answering, .closing, .closed: break
        }
        close(&fresh, at: now)
        put(fresh)
    }

    private mutating func sayWordUnknown(_ text: String, _ arrival: Arrival, at now: Timestamp) {
        var conversation = openConversation(for: arrival, at: now)
        conversation.lastActivity = now
        write(
            text, kind: .customer, author: arrival.author.name, words: .arrival(arrival.id), in: &conversation, at: now)
        say(.wordUnknown, to: &conversation, at: now, causedBy: arrival.id)
        put(conversation)
    }
}

/// Two groups of five characters, each beginning with a digit, without letters that look like others: 46 bits of chance.
enum ComeBackWord {
    private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz")
    private static let digits = Array("23456789")

    static func make(from chance: UInt64) -> String {
        var rest = chance
        var word = ""
        for position in 0..<10 {
            let letters = position % 5 == 0 ? digits : alphabet
            if position == 5 { word.append("-") }
            word.append(letters[Int(rest % UInt64(letters.count))])
            rest /= UInt64(letters.count)
        }
        return word
    }

    static func find(in text: String) -> String? {
        // Asked of every line: most have no hyphen, and looking for one costs nothing.
        guard text.utf8.contains(UInt8(ascii: "-")) else { return nil }
        return text.lowercased().split { $0 != "-" && !$0.isLetter && !$0.isNumber }.map(String.init).first(
            where: isWord)
    }

    private static func isWord(_ text: String) -> Bool {
        let groups = text.split(separator: "-", omittingEmptySubsequences: false)
        return groups.count == 2
            && groups.allSatisfy { group in
                group.count == 5 && group.first.map(digits.contains) == true && group.allSatisfy(alphabet.contains)
            }
    }
}
