public import DeskCore

/// Turns as customers write them: a reply to choices, one question, or several things at once.
extension Matcher {
    /// Sure, though not a phrasing as it stands.
    static let confidenceOfChoice = 0.99

    public func read(_ turn: Turn) -> Reading {
        let isShort = turn.text.utf8.count <= Features.longestText
        let text = isShort ? turn.text[...] : turn.text.prefix(Features.longestText)
        if let reply = reply(to: turn.context.choices, text, turn.context) { return reading([reply]) }
        let whole = candidates(for: text, turn.context)
        if let first = whole.first, first.confidence == 1, role(of: first.id) != .kindness { return reading(whole) }
        let parts = Parts(parts(of: text, whole: whole.first, turn.context))
        if let first = parts.first { return reading([first.candidate], also: parts.others) }
        if let choice = choice(among: turn.context.choices, text, turn.context, whole) { return reading([choice]) }
        let unsure = reading(whole)
        if unsure.verdict == .silence, let wish = bareWish(in: text) { return reading([wish]) }
        return unsure
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
        let bySentence = sentences.map { sentence in
            let refusing = refusing.union(entries(refusing: sentence))
            return parts(of: sentence, isWhole: sentences.count == 1, whole, context)
                .filter { !refusing.contains($0.candidate.id) }
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
            let right = parts(of: split.right, isWhole: false, nil, context).filter { $0.role != .kindness }
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
        guard let part = candidates(for: text, context).first.flatMap(part) else { return nil }
        let isTelling = part.role != .wish || !Features(NormalisedText(text)).stems.hashes.isEmpty
        return isTelling ? part : nil
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
        if let first = whole.first, first.confidence >= thresholds.answer { return nil }
        guard let (id, language) = titles.choice(text, among: choices, language: context.language) else { return nil }
        return Reading.Candidate(id: id, confidence: Self.confidenceOfChoice, language: language, nearest: "")
    }

    /// The live article that comes nearest to answering a text, however unsure.
    func nearestArticle(to text: String) -> Reading.Candidate? {
        candidates(for: text[...], Turn.Context()).first { role(of: $0.id) == .article }
    }
}
