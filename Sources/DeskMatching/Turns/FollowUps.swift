import DeskCore

/// What a text means, and what it was read as where its words alone say less.
struct Heard {
    var candidates: [Reading.Candidate]
    var also: [Reading.Candidate] = []
    var readAs: Reading.ReadAs?

    init(_ candidates: [Reading.Candidate], also: [Reading.Candidate] = [], readAs: Reading.ReadAs? = nil) {
        (self.candidates, self.also, self.readAs) = (candidates, also, readAs)
    }
}

/// Texts that say less than they mean, because of what was said before.
///
/// The conversation only ever completes what a customer left out, and what it completes is read like any other
/// question: nothing is answered that would not be answered if they had said it in full. A phrasing as it stands is
/// never touched.
extension Matcher {
    /// A longer text is a question of its own.
    static let mostWordsInFollowUp = 8

    /// A text in the light of the products it names, or of the one that was named before.
    func heard(_ text: Substring, _ context: Turn.Context) -> Heard {
        let plain = candidates(for: text, context)
        guard !catalogue.products.isEmpty, let first = plain.first, first.confidence < 1 else { return Heard(plain) }
        let named = catalogue.products.named(in: text, after: spokenOf(context))
        if !named.isEmpty { return Heard(keeping(plain, to: named, text, context)) }
        guard context.products.count == 1 else { return Heard(betweenProducts(plain, text, context)) }
        return remembering(context.products[0], plain, text, context)
    }

    /// Whoever names a product is not answered with what belongs to others: that leaves the candidates. Where it makes
    /// one of the rest sure, by its words or with the product's full name put in, that one answers.
    private func keeping(
        _ plain: [Reading.Candidate], to named: [String], _ text: Substring, _ context: Turn.Context
    ) -> [Reading.Candidate] {
        let own = plain.filter { !catalogue.isOfOthers($0, than: named) }
        guard own.count < plain.count, named.count == 1, own.first.map({ $0.confidence < thresholds.answer }) ?? true
        else { return own }
        for likely in [Self.left(own, of: plain), told(named[0], text, as: plain, context)] {
            if let best = likely.first, isSure(best, of: named[0], text) { return likely }
        }
        return own
    }

    /// Nobody named a product, and articles of several speak of whatever the likeliest one has in common with the text
    /// ("how do I pair it"): how alike their phrasings are then says nothing of which is meant, so all are as likely.
    private func betweenProducts(
        _ plain: [Reading.Candidate], _ text: Substring, _ context: Turn.Context
    ) -> [Reading.Candidate] {
        guard context.products.isEmpty, let first = plain.first, first.confidence >= thresholds.answer,
            role(of: first.id) == .article
        else { return plain }
        let own = catalogue.products(of: first.id)
        guard !own.isEmpty else { return plain }
        let telling = Array(catalogue.covered(by: first.id, of: telling(text)))
        guard !telling.isEmpty else { return plain }
        let fitting = plain.prefix(Reading.mostChoices).filter {
            $0.id == first.id
                || role(of: $0.id) == .article && catalogue.isOfOthers($0, than: own)
                    && catalogue.covers($0.id, telling)
        }
        guard fitting.count > 1 else { return plain }
        let share = fitting.map(\.confidence).reduce(0, +) / Double(fitting.count)
        return fitting.map { $0.with(confidence: share) }
    }

    /// The product was named before and is left out now ("how do I reset it?"). The text is read with its name as well;
    /// an entry about it that is sure then answers, if it fits the plain words as well, or if those are sure of another
    /// product's. If it only fits, the mean of both readings counts, which mostly asks back. What is sure and not about
    /// another product needs no completing, and what is about nothing ("and now?") cannot be completed.
    private func remembering(
        _ product: String, _ plain: [Reading.Candidate], _ text: Substring, _ context: Turn.Context
    ) -> Heard {
        guard let first = plain.first else { return Heard(plain) }
        let isSureOfOthers = first.confidence >= thresholds.answer && catalogue.isOfOthers(first, than: [product])
        guard first.confidence < thresholds.answer || isSureOfOthers, !telling(text).isEmpty else {
            return Heard(plain)
        }
        let told = told(product, text, as: plain, context)
        guard let best = told.first, role(of: best.id) == .article, catalogue.speaks(best.id, of: product),
            isSureOfOthers || plain.contains(where: { $0.id == best.id }) || covers(best.id, text)
        else { return Heard(plain) }
        let readAs = Reading.ReadAs(product: product)
        if isSure(best, of: product, text) { return Heard(told, readAs: readAs) }
        let mean = Self.mean(plain, told)
        // What is not sure either way does not become sure between the two.
        let isSafe = mean.first.map { $0.confidence < thresholds.answer } ?? true
        return isSafe ? Heard(mean, readAs: readAs) : Heard(plain)
    }

    /// Read with the full name of a product in the language of the plain reading, without what belongs to others.
    private func told(
        _ product: String, _ text: Substring, as plain: [Reading.Candidate], _ context: Turn.Context
    ) -> [Reading.Candidate] {
        let language = plain.first?.language ?? context.language ?? defaultLanguage
        let name = catalogue.products.name(of: product, in: language)
        let all = guessed(candidates(for: "\(text) \(name)", context))
        return Self.left(all.filter { !catalogue.isOfOthers($0, than: [product]) }, of: all)
    }

    /// What is likely once some candidates are ruled out: their share goes to everything else in proportion, also to
    /// what no entry answers.
    static func left(_ own: [Reading.Candidate], of all: [Reading.Candidate]) -> [Reading.Candidate] {
        let out = all.filter { candidate in !own.contains { $0.id == candidate.id } }.map(\.confidence).reduce(0, +)
        guard out > 0, out < 1 else { return own }
        return own.map { $0.with(confidence: min(confidenceOfChoice, $0.confidence / (1 - out))) }
    }

    /// Sure of an article that is about the product and speaks of everything that the text speaks of.
    private func isSure(_ candidate: Reading.Candidate, of product: String, _ text: some StringProtocol) -> Bool {
        candidate.confidence >= thresholds.answer && role(of: candidate.id) == .article
            && catalogue.speaks(candidate.id, of: product) && covers(candidate.id, text)
    }

    private func covers(_ id: ContentID, _ text: some StringProtocol) -> Bool { catalogue.covers(id, telling(text)) }

    /// What a text is about, beside products.
    private func telling(_ text: some StringProtocol) -> [UInt64] {
        Features(NormalisedText(catalogue.products.without(String(text)))).stems.hashes
    }

    private static func mean(_ one: [Reading.Candidate], _ other: [Reading.Candidate]) -> [Reading.Candidate] {
        let ids = one.map(\.id) + other.map(\.id).filter { id in !one.contains { $0.id == id } }
        let mean = ids.compactMap { id -> Reading.Candidate? in
            let found = [one, other].compactMap { $0.first { $0.id == id } }
            return found.first.map { $0.with(confidence: found.map(\.confidence).reduce(0, +) / 2) }
        }
        // Stable: of two that are equal the one that the plain words favour goes first.
        return mean.enumerated()
            .sorted { ($1.element.confidence, $0.offset) < ($0.element.confidence, $1.offset) }
            .map(\.element).prefix(mostCandidates).map { $0 }
    }

    /// A completed text may be a phrasing as it stands, what was said is not.
    private func guessed(_ candidates: [Reading.Candidate]) -> [Reading.Candidate] {
        candidates.map { $0.confidence < 1 ? $0 : $0.with(confidence: Self.confidenceOfChoice) }
    }

    /// What decides the meaning of a name that several products share: those named last, and before them those that the
    /// last answer is about.
    func spokenOf(_ context: Turn.Context) -> [String] {
        context.products + (context.lastAnswer.map { catalogue.products(of: $0) } ?? [])
    }

    /// "And the XL?": a turn that names one product and little else asks the last question again, of that product. The
    /// title of the last answer and then the customer's own question are read with its name put in; the answer must be
    /// sure, and about that product. If none is, the name alone makes nothing sure either: its articles that may be
    /// meant are offered, or nothing, and never another product's.
    func askedAgain(_ text: Substring, plain: [Reading.Candidate], _ context: Turn.Context) -> Heard? {
        guard let last = context.lastAnswer, role(of: last) == .article, !catalogue.products.isEmpty else { return nil }
        let named = catalogue.products.named(in: text, after: spokenOf(context))
        guard named.count == 1, !catalogue.products(of: last).contains(named[0]), saysLittle(beside: text) else {
            return nil
        }
        var unsure: Heard?
        for question in questions(of: last, askedOf: named[0], context) {
            let all = guessed(candidates(for: question.text[...], context))
            let found = Self.left(all.filter { !catalogue.isOfOthers($0, than: named) }, of: all)
                .filter { role(of: $0.id) == .article && catalogue.speaks($0.id, of: named[0]) }
            if let best = found.first, isSure(best, of: named[0], question.text) {
                return Heard(found, readAs: question.readAs)
            }
            unsure = unsure ?? Heard(between(plain, found, for: named), readAs: question.readAs)
        }
        return unsure
    }

    /// The last answer's title and the question that it answered, with another product put in; in the default language
    /// as well, since not every article is written in all of them. The customer's own words stay out of what is kept.
    private func questions(
        of last: ContentID, askedOf product: String, _ context: Turn.Context
    ) -> [(text: String, readAs: Reading.ReadAs)] {
        let own = catalogue.products(of: last)
        func exchanged(_ text: String, _ language: Language) -> String {
            catalogue.products.exchanging(own, in: text, for: product, language)
        }
        let titles = [context.language, defaultLanguage].compactMap { catalogue.title(of: last, in: $0) }
            .map { exchanged($0.text, $0.language) }
            .map { ($0, Reading.ReadAs(question: last, product: product, text: $0)) }
        let asked = context.lastQuestion.map {
            (exchanged($0, context.language ?? defaultLanguage), Reading.ReadAs(question: last, product: product))
        }
        let isOneLanguage = titles.count < 2 || titles[0].0 == titles[1].0
        return titles.prefix(1) + [asked].compactMap { $0 } + (isOneLanguage ? [] : titles.suffix(1))
    }

    /// What neither the name alone nor the completed question made sure.
    private func between(
        _ plain: [Reading.Candidate], _ found: [Reading.Candidate], for named: [String]
    ) -> [Reading.Candidate] {
        Self.mean(plain, found)
            .filter { $0.confidence < thresholds.answer && !catalogue.isOfOthers($0, than: named) }
    }

    private func saysLittle(beside text: Substring) -> Bool {
        let rest = NormalisedText(catalogue.products.without(String(text)))
            .text.split { !$0.isLetter && !$0.isNumber }.filter { !FollowUpWords.fillers.contains(String($0)) }
        return rest.count <= Self.mostWordsInFollowUp
            && Features(NormalisedText(rest.joined(separator: " "))).stems.hashes.isEmpty
    }

    /// "And how long does that take?": a short turn that points back, and is not understood alone, goes on from the
    /// last answer. Its words are read together with the telling ones of that answer's title. Another article must be
    /// sure then, must fit the plain words as well, and speak of everything that they speak of; else the mean of both
    /// readings may ask back.
    func goneOn(
        _ text: Substring, plain: [Reading.Candidate], _ context: Turn.Context
    ) -> Heard? {
        guard let last = context.lastAnswer, role(of: last) == .article, pointsBack(text),
            catalogue.products.mentions(in: text).isEmpty,
            let title = catalogue.title(of: last, in: context.language)
        else { return nil }
        let telling = title.text.split(whereSeparator: \.isWhitespace)
            .filter { !Features(NormalisedText($0)).stems.hashes.isEmpty }.joined(separator: " ")
        let own = catalogue.products(of: last)
        let found = guessed(candidates(for: "\(text) \(telling)", context)).filter {
            // The title is no reason to say the same again.
            $0.id != last && role(of: $0.id) == .article && (own.isEmpty || !catalogue.isOfOthers($0, than: own))
        }
        let readAs = Reading.ReadAs(question: last)
        if let best = found.first, best.confidence >= thresholds.answer, covers(best.id, text),
            plain.contains(where: { $0.id == best.id })
        {
            return Heard([best], readAs: readAs)
        }
        let mean = Self.mean(plain, found)
        guard case .clarify = reading(mean).verdict, case .silence = reading(plain).verdict else { return nil }
        return Heard(mean, readAs: readAs)
    }

    private func pointsBack(_ text: Substring) -> Bool {
        let words = NormalisedText(text).text.split { !$0.isLetter && !$0.isNumber }.map { String($0) }
        guard let first = words.first, words.count <= Self.mostWordsInFollowUp,
            !Features(NormalisedText(text)).stems.hashes.isEmpty
        else { return false }
        return Clauses.joints.contains(first) || words.contains(where: FollowUpWords.pointers.contains)
    }
}

/// The words of turns that lean on what was said before, in English and German.
enum FollowUpWords {
    /// They point at what was spoken of.
    static let pointers: Set<String> = [
        "it", "its", "that", "this", "these", "those", "they", "them", "there", "es", "das", "dies", "dieses", "diese",
        "sie", "ihn", "ihm", "davon", "dafür", "dazu", "damit", "darauf", "daran", "dabei", "danach",
    ]
    /// They ask the same again and say nothing of what.
    static let fillers: Set<String> = [
        "case", "model", "one", "question", "same", "similarly", "version", "frage", "gilt", "gleich", "gleiche",
        "gleichen", "genauso", "modell", "selbe", "sieht", "siehts", "steht",
    ]
}

extension Reading.Candidate {
    func with(confidence: Double) -> Reading.Candidate {
        Reading.Candidate(id: id, confidence: confidence, language: language, nearest: nearest, place: place)
    }

    func with(place: Reading.Place?) -> Reading.Candidate {
        Reading.Candidate(id: id, confidence: confidence, language: language, nearest: nearest, place: place)
    }
}
