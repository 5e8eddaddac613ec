public import DeskCore

extension Matcher {
    /// What a reading leads to and why, in a few lines for a content writer: the decision, the threshold, and the
    /// phrasing nearest to the question with its file and line.
    public static func explain(_ reading: Reading, in content: Content) -> String {
        let needed = reading.thresholds.answer.twoDecimals
        var lines = [decision(reading, needed: needed)]
        for candidate in reading.also {
            lines.append(
                "Answers also with \(candidate.id): confidence \(candidate.confidence.twoDecimals)  "
                    + nearest(candidate, in: content))
        }
        for candidate in reading.candidates {
            lines.append("  \(candidate.confidence.twoDecimals)  \(candidate.id)  \(nearest(candidate, in: content))")
        }
        return lines.joined(separator: "\n")
    }

    private static func decision(_ reading: Reading, needed: String) -> String {
        switch reading.verdict {
        case .answer(let candidate) where candidate.confidence == 1:
            return "Answers with \(candidate.id): this is one of its phrasings."
        case .answer(let candidate):
            return "Answers with \(candidate.id): confidence \(candidate.confidence.twoDecimals), \(needed) is enough."
        case .clarify(let choices):
            return "Asks back between \(choices.map(\.id.rawValue).joined(separator: ", ")): none reaches \(needed), "
                + "each has at least \(reading.thresholds.clarify.twoDecimals)."
        case .silence:
            guard let first = reading.candidates.first else {
                return "Stays silent: the question shares no word with the content."
            }
            return "Stays silent: the best, \(first.id), has a confidence of \(first.confidence.twoDecimals), "
                + "and \(needed) is needed."
        }
    }

    private static func nearest(_ candidate: Reading.Candidate, in content: Content) -> String {
        guard !candidate.nearest.isEmpty, let variant = content.entries[candidate.id]?.variants[candidate.language]
        else { return "" }
        let line = variant.ask.first { $0.text == candidate.nearest }?.line ?? variant.line
        return "nearest: “\(candidate.nearest)” (\(variant.file):\(line))"
    }
}
