public import DeskCore

/// Turns as customers write them: a reply to choices, one question, or several things at once.
extension Matcher {
    /// Sure, though not a phrasing as it stands.
    static let confidenceOfChoice = 0.99

    public func read(_ turn: Turn) -> Reading {
        recent.value(for: turn.text, turn.context) { readAnew(turn) }
    }

    /// What was read lately, and phrasings as they stand, which need no vector.
    public func readAtOnce(_ turn: Turn) -> Reading? {
        if let known = recent.known(turn.text, turn.context) { return known }
        guard exact.mayHold(turn.text.utf8.count), let first = phrasing(plain(turn), turn.context),
            role(of: first.id) != .kindness
        else { return nil }
        return read(turn)
    }

    /// As it is read: no longer than texts are looked at, tidied, and without slips of the keys.
    func plain(_ turn: Turn) -> Substring {
        let isShort = turn.text.utf8.count <= Features.longestText
        let said = isShort ? turn.text[...] : turn.text.prefix(Features.longestText)
        return catalogue.spelling.corrected(Tidying.tidied(said))
    }

    private func readAnew(_ turn: Turn) -> Reading {
        let text = plain(turn)
        let heard = heard(turn: text, turn.context)
        return Reading(
            heard.candidates.map(placed), also: heard.also.map(placed), thresholds: thresholds, revision: revision,
            products: catalogue.products.clear(in: text, after: spokenOf(turn.context)), readAs: heard.readAs)
    }

    /// A phrasing as it stands goes before everything, then a reply to what was asked back, then the same question
    /// about another product, then whatever the turn asks by itself, in parts; what is unsure may point back.
    private func heard(turn text: Substring, _ context: Turn.Context) -> Heard {
        let whole = heard(text, context)
        if let first = whole.candidates.first, first.confidence == 1, role(of: first.id) != .kindness { return whole }
        if let reply = reply(to: context.choices, text, context) { return Heard([reply]) }
        let choice = choice(among: context.choices, text, context, whole.candidates)
        if choice == nil, let again = askedAgain(text, plain: whole.candidates, context) { return again }
        let parts = Parts(parts(of: text, whole: whole.candidates.first, context))
        if let first = parts.first {
            let isWhole = first.candidate == whole.candidates.first
            return Heard(
                isWhole ? whole.candidates : [first.candidate], also: parts.others,
                readAs: isWhole ? whole.readAs : nil)
        }
        if let choice { return Heard([choice]) }
        if let goneOn = goneOn(text, plain: whole.candidates, context) { return goneOn }
        if case .answer = reading(whole.candidates).verdict { return whole }
        return bareWish(in: text).map { Heard([$0]) } ?? whole
    }

    private func placed(_ candidate: Reading.Candidate) -> Reading.Candidate {
        candidate.place == nil ? candidate.with(place: catalogue.place(of: candidate)) : candidate
    }

    /// "human my name is Eva, ordered on Monday": nothing is sure but the first word.
    private func bareWish(in text: Substring) -> Reading.Candidate? {
        guard Clauses.sentences(of: text).count == 1, let wish = wish(in: text),
            !entries(refusing: text).contains(wish.id)
        else { return nil }
        return wish
    }

    /// The sure parts of a turn, in the order in which they were said; none where only the whole counts.
    private func parts(of text: Substring, whole: Reading.Candidate?, _ context: Turn.Context) -> [Part] {
        let sentences = Clauses.sentences(of: text)
        let refusing = entries(refusing: text)
        var spoken = context
        let bySentence = sentences.map { sentence in
            let refusing = refusing.union(entries(refusing: sentence))
            let parts = parts(of: sentence, isWhole: sentences.count == 1, whole, spoken)
            spoken = after(sentence, spoken)
            return parts.filter { !refusing.contains($0.candidate.id) }
        }
        let isUnderstood = !bySentence.contains { $0.isEmpty }
        // "Why?" after something that is not understood asks for something else than the intent does.
        let found = bySentence.flatMap { $0 }.filter { $0.role != .other || isUnderstood }
        let wholePart = whole.flatMap(part)
        let urgent = found.filter { $0.role <= .wish }
        guard urgent.isEmpty else { return found + [wholePart].compactMap { $0 } }
        let telling = found.filter { $0.role != .kindness }
        if let wholePart {
            let surest = telling.map(\.candidate.confidence).max() ?? 0
            if wholePart.role <= .wish { return [wholePart] + telling }
            let different = Set(telling.map(\.candidate.id))
            return different.count > 1 && wholePart.candidate.confidence < surest ? telling : []
        }
        // Kind words are the answer only to kind words.
        return telling.isEmpty && isUnderstood ? found : telling
    }

    /// What one sentence asks. Two things only where both are sure, since most words that join do not join questions.
    private func parts(
        of sentence: Substring, isWhole: Bool, _ whole: Reading.Candidate?, _ context: Turn.Context
    ) -> [Part] {
        let own = isWhole ? whole.flatMap(part) : clause(sentence, context)
        if let own, own.candidate.confidence == 1 { return [own] }
        for split in Clauses.splits(of: sentence) {
            guard let left = clause(split.left, context), left.role != .kindness else {
                continue
            }
            let right = parts(of: split.right, isWhole: false, nil, after(split.left, context))
                .filter { $0.role != .kindness }
            guard let first = right.first, right.allSatisfy({ $0.candidate.id != left.candidate.id }) else { continue }
            let surest = max(left.candidate.confidence, first.candidate.confidence)
            if let own, own.candidate.confidence >= surest { continue }
            return [left] + right
        }
        if let own { return [own] }
        // Danger and anger count also where the rest is not understood.
        return Clauses.pieces(of: sentence).compactMap { clause($0, context) }
            .filter { $0.role <= .wish }
    }

    /// One piece of several. Without a telling word ("can you help me", before the question itself) it asks for nobody.
    private func clause(_ text: Substring, _ context: Turn.Context) -> Part? {
        guard let part = heard(text, context).candidates.first.flatMap(part) else { return nil }
        let isTelling = part.role != .wish || !Features(NormalisedText(text)).stems.hashes.isEmpty
        return isTelling ? part : nil
    }

    /// What is said next may leave out a product that was just named.
    private func after(_ text: Substring, _ context: Turn.Context) -> Turn.Context {
        let named = catalogue.products.clear(in: text, after: spokenOf(context))
        guard !named.isEmpty else { return context }
        return Turn.Context(
            language: context.language, lastAnswer: context.lastAnswer, lastQuestion: context.lastQuestion,
            choices: context.choices, products: named)
    }

    private func part(_ candidate: Reading.Candidate) -> Part? {
        guard candidate.confidence >= thresholds.answer else { return nil }
        return Part(candidate: candidate, role: role(of: candidate.id))
    }

    /// An ordinal or "none of these".
    private func reply(
        to choices: [ContentID], _ text: Substring, _ context: Turn.Context
    ) -> Reading.Candidate? {
        guard !choices.isEmpty, let reply = ChoiceReply(text, choices: choices.count) else { return nil }
        let language = context.language ?? defaultLanguage
        switch reply {
        case .place(let place):
            return Reading.Candidate(
                id: choices[place], confidence: Self.confidenceOfChoice, language: language, nearest: "")
        case .none:
            let fitting = candidates(for: text, context).first { unsolved.contains($0.id) }
            guard let id = fitting?.id ?? unsolved.first else { return nil }
            return Reading.Candidate(
                id: id, confidence: Self.confidenceOfChoice, language: fitting?.language ?? language,
                nearest: fitting?.nearest ?? "")
        }
    }

    /// The choice that is meant, unless the turn asks something else more surely.
    private func choice(
        among choices: [ContentID], _ text: Substring, _ context: Turn.Context, _ whole: [Reading.Candidate]
    ) -> Reading.Candidate? {
        guard !choices.isEmpty, whole.first.map({ $0.confidence < thresholds.answer }) ?? true else { return nil }
        guard let (id, language) = catalogue.titles.choice(text, among: choices, language: context.language) else {
            return nil
        }
        return Reading.Candidate(id: id, confidence: Self.confidenceOfChoice, language: language, nearest: "")
    }

    /// The live article that comes nearest to answering a text, however unsure.
    func nearestArticle(to text: String) -> Reading.Candidate? {
        candidates(for: text[...], Turn.Context()).first { role(of: $0.id) == .article }
    }
}
