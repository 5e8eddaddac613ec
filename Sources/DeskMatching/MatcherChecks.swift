public import DeskCore

extension Matcher {
    /// Holds the content to what its writers promised: each `test` phrasing of a live entry must be answered by it,
    /// each `not` phrasing must not. In the order of files and lines.
    public func checkTests(_ content: Content) -> [Diagnostic] {
        var problems: [Diagnostic] = []
        for entry in content.entries.values where entry.status == .live {
            for (language, variant) in entry.variants {
                problems += variant.test.compactMap { check($0, of: entry.id, language, variant.file) }
                problems += variant.not.compactMap { checkNegative($0, of: entry.id, language, variant.file) }
            }
        }
        return problems.sorted { ($0.file, $0.line) < ($1.file, $1.line) }
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
        guard case .answer(let candidate) = reading(of: phrasing, language).verdict, candidate.id == id else {
            return nil
        }
        return Diagnostic(
            file: file, line: phrasing.line, code: "not-failed",
            message: "“\(phrasing.text)” is answered by this entry with a confidence of "
                + "\(candidate.confidence.twoDecimals), and should not be.",
            help: "Add more of its kind under `not:`, or write the article to which it belongs.")
    }

    private func reading(of phrasing: Phrasing, _ language: Language) -> Reading {
        let id = TurnID(conversation: "check", number: 1, lines: 1)
        return read(Turn(id: id, text: phrasing.text, context: Turn.Context(language: language)))
    }
}

extension Double {
    /// For people: 0.7 is "0.70".
    var twoDecimals: String {
        let hundredths = Int((self * 100).rounded())
        return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
    }
}
