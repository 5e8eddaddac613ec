public import DeskCore

extension Matcher {
    /// Holds the content to what its writers promised: each `test` phrasing of a live entry must be answered by it,
    /// each `not` phrasing must not. The very words of a `not` never are, so these are judged by likeness alone: what
    /// differs from them by a word should not be answered either. In the order of files and lines.
    public func checkTests(_ content: Content) -> [Diagnostic] {
        let variants = content.entries.values.filter { $0.status == .live }
            .flatMap { entry in entry.variants.map { (id: entry.id, language: $0.key, variant: $0.value) } }
            .sorted { ($0.variant.file, $0.id, $0.language) < ($1.variant.file, $1.id, $1.language) }
        let parts = (variants.count + Self.variantsAtOnce - 1) / Self.variantsAtOnce
        let problems = inParallel(parts) { part in
            variants[part * Self.variantsAtOnce..<min((part + 1) * Self.variantsAtOnce, variants.count)]
                .flatMap { check($0.variant, of: $0.id, $0.language) }
        }
        return problems.flatMap { $0 }.sorted { ($0.file, $0.line) < ($1.file, $1.line) }
    }

    /// How many are checked on one core before it takes more.
    private static let variantsAtOnce = 64

    private func check(_ variant: Variant, of id: ContentID, _ language: Language) -> [Diagnostic] {
        variant.test.compactMap { check($0, of: id, language, variant.file) }
            + variant.not.compactMap { checkNegative($0, of: id, language, variant.file) }
    }

    private func check(_ phrasing: Phrasing, of id: ContentID, _ language: Language, _ file: String) -> Diagnostic? {
        let reading = reading(of: phrasing, language)
        if case .answer(let candidate) = reading.verdict, candidate.id == id { return nil }
        let outcome =
            switch reading.verdict {
            case .answer(let candidate): "is answered by `\(candidate.id)`"
            case .clarify(let choices):
                "makes the desk ask back between \(choices.map { "`\($0.id)`" }.joined(separator: ", "))"
            case .silence: "is not answered"
            }
        let own = reading.candidates.first { $0.id == id }?.confidence ?? 0
        return Diagnostic(
            file: file, line: phrasing.line, code: "test-failed",
            message: "“\(phrasing.text)” \(outcome): this entry has a confidence of \(own.twoDecimals), and "
                + "\(thresholds.answer.twoDecimals) is needed.",
            help: "Add questions with such words under `ask:`, though not this one itself.")
    }

    private func checkNegative(
        _ phrasing: Phrasing, of id: ContentID, _ language: Language, _ file: String
    ) -> Diagnostic? {
        guard case .answer(let candidate) = withoutRefusals.reading(of: phrasing, language).verdict,
            candidate.id == id
        else { return nil }
        return Diagnostic(
            file: file, line: phrasing.line, code: "not-failed",
            message: "“\(phrasing.text)” is so like this entry (confidence "
                + "\(candidate.confidence.twoDecimals)) that it would be answered by it in slightly other words.",
            help: "Add more of its kind under `not:`, or write the article to which it belongs.")
    }

    private func reading(of phrasing: Phrasing, _ language: Language) -> Reading {
        let id = TurnID(conversation: "check", number: 1, lines: 1)
        return read(Turn(id: id, text: phrasing.text, context: Turn.Context(language: language)))
    }
}
