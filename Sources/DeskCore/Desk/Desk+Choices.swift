/// Asking back when two or three answers fit.
extension Desk {
    mutating func askBack(
        _ reading: Reading, _ conversation: inout Conversation, at now: Timestamp, causedBy: ArrivalID?
    ) {
        let choices = reading.choices(where: isOffered).compactMap { candidate in
            content.variant(of: candidate.id, in: candidate.language).map {
                Conversation.Choice(
                    id: candidate.id, title: $0.title, revision: reading.revision, confidence: candidate.confidence)
            }
        }
        // Asking a second time in a row helps nobody.
        guard choices.count >= 2, conversation.choices.isEmpty, conversation.phase != .closed else {
            return miss(&conversation, at: now, causedBy: causedBy)
        }
        leaveClosing(&conversation, at: now)
        offer(choices, &conversation, at: now, causedBy: causedBy)
    }

    /// "Thanks" or "My device is on fire" is nothing to choose from a list.
    private func isOffered(_ id: ContentID) -> Bool {
        guard let entry = content.entries[id] else { return false }
        return entry.action == nil || entry.action == .human
    }

    /// Shows choices, those that are still there, in the customer's language.
    mutating func offer(
        _ choices: [Conversation.Choice], _ conversation: inout Conversation, at now: Timestamp, causedBy: ArrivalID?
    ) {
        let language = people[conversation.person]?.language
        let shown = choices.compactMap { choice in
            content.variant(of: choice.id, in: language).map {
                Conversation.Choice(
                    id: choice.id, title: $0.title, revision: choice.revision, confidence: choice.confidence)
            }
        }
        conversation.choices = shown
        guard !shown.isEmpty else { return say(.choiceGone, to: &conversation, at: now, causedBy: causedBy) }
        let titles = Prose.Block.list(first: 1, items: shown.map { [.paragraph([.text($0.title)])] })
        let prose = Prose(content.voice(.clarify, in: language).blocks + [titles])
        say(prose, to: &conversation, language: language, at: now, causedBy: causedBy)
    }

    /// A number or a word of a choice that is on offer. False when it is none.
    mutating func chose(
        _ text: String, _ arrival: Arrival, _ conversation: inout Conversation, at now: Timestamp
    ) -> Bool {
        guard conversation.turn == nil, !conversation.choices.isEmpty else { return false }
        let offered = conversation.choices
        switch Choosing.choice(text, among: offered, unless: isPhrasing) {
        case .none: return false
        case .outOfRange: offer(offered, &conversation, at: now, causedBy: arrival.id)
        case .choice(let choice):
            let language = people[conversation.person]?.language ?? content.defaultLanguage
            guard content.variant(of: choice.id, in: language) != nil else {
                choiceVanished(&conversation, at: now, causedBy: arrival.id)
                return true
            }
            let candidate = Reading.Candidate(id: choice.id, confidence: 1, language: language)
            conversation.choices = []
            answer([candidate], &conversation, at: now, causedBy: arrival.id)
            conversation.chosenFrom = offered
            conversation.asked?.isAnswered = true
        }
        return true
    }

    /// "No" stands in a title such as "There is no sound", and is an answer all the same.
    private func isPhrasing(_ text: String) -> Bool {
        let asked = NormalisedText(text)
        // Room for the signs that normalising drops: most phrasings are too long to be compared.
        let longest = text.utf8.count + 8
        func matches(_ phrasing: String) -> Bool {
            phrasing.utf8.count <= longest && NormalisedText(phrasing) == asked
        }
        return content.entries.values.contains { entry in
            entry.status == .live
                && entry.variants.values.contains { matches($0.title) || $0.ask.contains { matches($0.text) } }
        }
    }

    /// Says so, and has the question read again by what is there now.
    private mutating func choiceVanished(
        _ conversation: inout Conversation, at now: Timestamp, causedBy: ArrivalID
    ) {
        conversation.choices = []
        say(.choiceGone, to: &conversation, at: now, causedBy: causedBy)
        guard let asked = conversation.asked else { return }
        let turn = Conversation.OpenTurn(
            lines: asked.lines, arrivals: asked.arrivals, lastLineAt: now, causedBy: causedBy)
        readAgain(turn, &conversation)
    }
}

/// Reads a short reply to choices on offer.
enum Choosing {
    enum Reply: Equatable {
        case choice(Conversation.Choice)
        /// A number that none of them has.
        case outOfRange
        case none
    }

    /// "2", "2.", "#2" in the digits of any script, or up to three words that occur in exactly one title. Words that
    /// somebody wrote an answer to choose nothing: that answer is surer.
    static func choice(
        _ text: String, among choices: [Conversation.Choice], unless isPhrasing: (String) -> Bool = { _ in false }
    ) -> Reply {
        let words = Self.words(of: text)
        guard (1...3).contains(words.count) else { return .none }
        if words.count == 1, let number = Int(words[0]) {
            return choices.indices.contains(number - 1) ? .choice(choices[number - 1]) : .outOfRange
        }
        let fitting = choices.filter { choice in
            let title = Set(Self.words(of: choice.title))
            return words.allSatisfy(title.contains)
        }
        return fitting.count == 1 && !isPhrasing(text) ? .choice(fitting[0]) : .none
    }

    private static func words(of text: String) -> [Substring] {
        NormalisedText(text).text.split { !$0.isLetter && !$0.isNumber }
    }
}
