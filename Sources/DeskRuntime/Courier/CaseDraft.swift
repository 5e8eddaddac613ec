import DeskCore

/// An article drafted from what was asked and answered in a case: the customer's words as phrasings, the agents' as the
/// answer, all of it masked. Content writers make an article of it.
struct CaseDraft {
    static let mostPhrasings = 8
    /// In characters; more is a story rather than a question.
    static let longestPhrasing = 120
    let number: CaseNumber
    /// The conversation's, without notes.
    let lines: [Line]
    /// Which of the customer's lines got no answer, or not the right one.
    let gaps: [MissedQuestion]
    let language: Language

    /// What a draft may have made of a line: as a phrasing, and as lines of an answer.
    static func passages(of line: Line, among talk: [Line]) -> Set<String> {
        let names = Set(talk.filter { $0.kind != .bot }.map(\.author)).sorted()
        let whole = line.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let lines = line.text.split(whereSeparator: \.isNewline).map(String.init)
        return Set(
            ([whole] + lines).flatMap { text in
                [
                    text, Masking.masked(text), Masking.masked(text, names: names),
                    Masking.masked(text, names: names, showsLinks: true),
                ]
            })
    }

    /// Nil while no agent has answered.
    var article: ArticleDraft? {
        let answers = lines.filter { $0.kind == .agent }.flatMap { $0.text.split(whereSeparator: \.isNewline) }
            .filter { $0.contains { !$0.isWhitespace } }
        guard !answers.isEmpty else { return nil }
        let questions = questions
        let title = title(of: questions)
        return ArticleDraft(
            name: "drafts/case-\(number)", title: title, ask: phrasings(of: questions, beside: title),
            language: language,
            body: answers.map { MarkdownText.literal(Masking.masked(String($0), names: names, showsLinks: true)) }
                .joined(separator: "\n\n"))
    }

    /// What the customer said in one go, as far as it is known.
    private struct Question {
        let text: String
        let isMiss: Bool
        var asks: Bool { isMiss || text.contains("?") }
        var words: Int { text.split { !$0.isLetter && !$0.isNumber }.count }
    }

    /// In the order of asking, masked; the lines of a missed question are one.
    private var questions: [Question] {
        var gapOf: [ArrivalID: Int] = [:]
        for (index, missed) in gaps.enumerated() {
            for id in missed.gap.words where gapOf[id] == nil { gapOf[id] = index }
        }
        var told: Set<Int> = []
        return lines.compactMap { line in
            guard line.kind == .customer, case .arrival(let id) = line.words else { return nil }
            guard let gap = gapOf[id] else { return Question(text: oneLine(line.text), isMiss: false) }
            return told.insert(gap).inserted ? Question(text: oneLine(gaps[gap].text), isMiss: true) : nil
        }
    }

    /// The first question that was missed, since another one may have had its answer; else the first real question: a
    /// greeting, a digit or "human" is none.
    private func title(of questions: [Question]) -> String {
        let title =
            questions.first { $0.isMiss && $0.words >= 2 } ?? questions.first { $0.asks && $0.words >= 2 }
            ?? questions.first { $0.words >= 3 }
        guard let text = title?.text else { return "Case \(number)" }
        return text.count > Self.longestPhrasing ? text.prefix(Self.longestPhrasing - 1) + "…" : text
    }

    /// Other ways to say it: where questions were missed these alone, since they are what the desk must learn.
    private func phrasings(of questions: [Question], beside title: String) -> [String] {
        let fit = questions.filter { $0.asks && $0.words >= 2 && $0.text.count <= Self.longestPhrasing }
        var known: Set<NormalisedText> = [NormalisedText(title)]
        let missed = fit.filter(\.isMiss)
        let others = (missed.isEmpty ? fit : missed).filter { known.insert(NormalisedText($0.text)).inserted }
        return others.prefix(Self.mostPhrasings).map(\.text)
    }

    private func oneLine(_ text: String) -> String {
        masked(text.split(whereSeparator: \.isWhitespace).joined(separator: " "))
    }

    private func masked(_ text: String) -> String { Masking.masked(text, names: names) }

    /// Of everybody but the desk.
    private var names: [String] { Set(lines.filter { $0.kind != .bot }.map(\.author)).sorted() }
}

/// Text that means itself in Markdown.
enum MarkdownText {
    /// One paragraph, read back as the same characters; blanks at its ends are left out.
    static func literal(_ text: String) -> String {
        let text = text.drop { $0.isWhitespace }
        var escaped = ""
        var isAtNumber = true
        for character in text {
            // "1." would begin a list, and so would "-" and "+"; "=" and "#" a heading. A dot later in the line is a dot.
            let begins = escaped.isEmpty ? "-+=" : isAtNumber ? ".)" : ""
            if "\\`*_[]<>#&!|~{}".contains(character) || begins.contains(character) { escaped.append("\\") }
            isAtNumber = isAtNumber && character.isASCII && character.isNumber
            escaped.append(character)
        }
        while escaped.last?.isWhitespace == true { escaped.removeLast() }
        return escaped
    }
}
