/// Answers: articles, and what intents ask for.
extension Desk {
    /// Says articles and does what an intent asks for; the first candidate decides the language.
    mutating func answer(
        _ candidates: [Reading.Candidate], _ conversation: inout Conversation, at now: Timestamp, causedBy: ArrivalID?
    ) {
        guard let first = candidates.first, let entry = content.entries[first.id],
            let variant = content.variant(of: first.id, in: first.language)
        else { return miss(&conversation, at: now, causedBy: causedBy) }
        var articles = candidates.filter { content.entries[$0.id].map { $0.action == nil } ?? false }
        if let action = entry.action {
            perform(action, variant, first, &conversation, at: now, causedBy: causedBy)
            // In danger nothing else matters.
            if action == .crisis { articles = [] }
            if !articles.isEmpty, action == .human || action == .forget {
                say(.meanwhile, to: &conversation, at: now, causedBy: causedBy)
            }
        }
        guard !articles.isEmpty else { return }
        leaveClosing(&conversation, at: now)
        (conversation.choices, conversation.chosenFrom, conversation.rest) = ([], [], [])
        conversation.misses = 0
        for article in articles { sayArticle(article.id, article.language, &conversation, at: now, causedBy: causedBy) }
        conversation.lastTitle = articles.compactMap { content.variant(of: $0.id, in: $0.language)?.title }
            .joined(separator: " / ")
    }

    /// An article, in parts where it is long.
    mutating func sayArticle(
        _ id: ContentID, _ language: Language, _ conversation: inout Conversation, at now: Timestamp,
        causedBy: ArrivalID?
    ) {
        guard let variant = content.variant(of: id, in: language) else { return }
        conversation.awaitsRating = false
        if let last = conversation.lastAnswer, last != id {
            conversation.earlierAnswers.append(last)
            conversation.earlierAnswers = conversation.earlierAnswers.suffix(Conversation.mostEarlierAnswers)
        }
        conversation.lastAnswer = id
        conversation.lastTitle = variant.title
        let pages = variant.body.pages.map { Conversation.Page(prose: $0, language: language, source: id) }
        conversation.rest += pages.dropFirst()
        if let first = pages.first { say(first, to: &conversation, at: now, causedBy: causedBy) }
    }

    /// A part, and whether there is more.
    private mutating func say(
        _ page: Conversation.Page, to conversation: inout Conversation, at now: Timestamp, causedBy: ArrivalID?
    ) {
        let hint = conversation.rest.isEmpty ? [] : content.voice(.moreHint, in: page.language).blocks
        say(
            Prose(page.prose.blocks + hint), to: &conversation, language: page.language, source: page.source, at: now,
            causedBy: causedBy)
    }

    private mutating func perform(
        _ action: IntentAction, _ variant: Variant, _ candidate: Reading.Candidate, _ conversation: inout Conversation,
        at now: Timestamp, causedBy: ArrivalID?
    ) {
        let (id, language) = (candidate.id, candidate.language)
        switch action {
        case .reply: say(variant, of: id, language: language, to: &conversation, at: now, causedBy: causedBy)
        case .human, .forget:
            say(variant, of: id, language: language, to: &conversation, at: now, causedBy: causedBy)
            let wish = action == .forget ? " They ask that what we keep of them be deleted." : ""
            handOver(&conversation, wish: wish, at: now, causedBy: causedBy)
        case .status: tellPlace(&conversation, at: now, causedBy: causedBy)
        case .solved: solved(variant, of: id, language, &conversation, at: now, causedBy: causedBy)
        case .unsolved: unsolved(&conversation, at: now, causedBy: causedBy)
        case .wrong: wrong(&conversation, at: now, causedBy: causedBy)
        case .why: explain(&conversation, at: now, causedBy: causedBy)
        case .again: again(&conversation, at: now, causedBy: causedBy)
        case .back: back(&conversation, at: now, causedBy: causedBy)
        case .more: more(&conversation, at: now, causedBy: causedBy)
        case .language: speak(language, variant, of: id, &conversation, at: now, causedBy: causedBy)
        case .feedback:
            say(variant, of: id, language: language, orElse: .rate, to: &conversation, at: now, causedBy: causedBy)
            (conversation.isAskedToRate, conversation.awaitsRating) = (true, true)
        case .transcript:
            show(
                .recap(conversation.id, through: conversation.lineCount), to: conversation.aside ?? conversation.replyTo
            )
        case .stop: stop(variant, of: id, language, &conversation, at: now, causedBy: causedBy)
        case .crisis:
            say(variant, of: id, language: language, to: &conversation, at: now, causedBy: causedBy)
            handOver(&conversation, isUrgent: true, wish: " Danger: first in line.", at: now, causedBy: causedBy)
        }
    }

    /// What the content's intent of this kind asks for, in the customer's language, as if they had said it.
    mutating func perform(
        _ action: IntentAction, _ conversation: inout Conversation, at now: Timestamp, causedBy: ArrivalID?
    ) {
        let ids = content.entries.values.filter { $0.action == action && $0.status == .live }.map(\.id).sorted()
        let language = people[conversation.person]?.language ?? content.defaultLanguage
        guard let id = ids.first, let variant = content.variant(of: id, in: language) else { return }
        let candidate = Reading.Candidate(id: id, confidence: 1, language: language)
        perform(action, variant, candidate, &conversation, at: now, causedBy: causedBy)
    }

    private mutating func explain(_ conversation: inout Conversation, at now: Timestamp, causedBy: ArrivalID?) {
        guard let title = titleOfLastAnswer(conversation) else {
            return say(.nothingSaid, to: &conversation, at: now, causedBy: causedBy)
        }
        say(.why, ["title": .text(title)], to: &conversation, at: now, causedBy: causedBy)
    }

    /// As it was when it was said: the article may have another title by now, or be gone.
    func titleOfLastAnswer(_ conversation: Conversation) -> String? {
        guard let last = conversation.lastAnswer else { return nil }
        return conversation.lastTitle ?? content.variant(of: last, in: people[conversation.person]?.language)?.title
    }

    private mutating func more(_ conversation: inout Conversation, at now: Timestamp, causedBy: ArrivalID?) {
        guard !conversation.rest.isEmpty else {
            let line: VoiceLine = conversation.lastAnswer == nil ? .nothingSaid : .noMore
            return say(line, to: &conversation, at: now, causedBy: causedBy)
        }
        let page = conversation.rest.removeFirst()
        say(page, to: &conversation, at: now, causedBy: causedBy)
    }

    /// The choices on offer, else the last answer from its beginning.
    private mutating func again(_ conversation: inout Conversation, at now: Timestamp, causedBy: ArrivalID?) {
        if !conversation.choices.isEmpty {
            return offer(conversation.choices, &conversation, at: now, causedBy: causedBy)
        }
        repeatAnswer(conversation.lastAnswer, &conversation, at: now, causedBy: causedBy)
    }

    /// The choices of which the last answer was one, else the answer before it.
    private mutating func back(_ conversation: inout Conversation, at now: Timestamp, causedBy: ArrivalID?) {
        let choices = conversation.chosenFrom
        conversation.chosenFrom = []
        if !choices.isEmpty { return offer(choices, &conversation, at: now, causedBy: causedBy) }
        let earlier = conversation.choices.isEmpty ? conversation.earlierAnswers.popLast() : conversation.lastAnswer
        conversation.choices = []
        // Not an earlier answer of itself: "back" once more goes on backwards.
        conversation.lastAnswer = earlier ?? conversation.lastAnswer
        repeatAnswer(earlier, &conversation, at: now, causedBy: causedBy)
    }

    private mutating func repeatAnswer(
        _ id: ContentID?, _ conversation: inout Conversation, at now: Timestamp, causedBy: ArrivalID?
    ) {
        let language = people[conversation.person]?.language ?? content.defaultLanguage
        guard let id, content.variant(of: id, in: language) != nil else {
            return say(.nothingSaid, to: &conversation, at: now, causedBy: causedBy)
        }
        conversation.rest = []
        sayArticle(id, language, &conversation, at: now, causedBy: causedBy)
    }

    /// From now on in this language; what was said last is said again where it exists in it.
    private mutating func speak(
        _ language: Language, _ variant: Variant, of id: ContentID, _ conversation: inout Conversation,
        at now: Timestamp, causedBy: ArrivalID?
    ) {
        if var person = people[conversation.person], person.language != language {
            person.language = language
            put(person)
        }
        say(variant, of: id, language: language, to: &conversation, at: now, causedBy: causedBy)
        if !conversation.choices.isEmpty {
            offer(conversation.choices, &conversation, at: now, causedBy: causedBy)
        } else if let last = conversation.lastAnswer, content.entries[last]?.variants[language] != nil,
            content.entries[last]?.status == .live
        {
            repeatAnswer(last, &conversation, at: now, causedBy: causedBy)
        }
    }
}
