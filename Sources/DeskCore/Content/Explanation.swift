extension Reading {
    /// What a reading leads to and why, in a few lines: the decision, the threshold, what it was read as, and the
    /// phrasings nearest to it with file and line. It says what was so when it was read; where the content has changed
    /// since, that is added.
    public func explanation(in content: Content) -> String {
        var lines = [decision]
        if let readAs { lines.append(readAs.explanation(in: content)) }
        for candidate in also {
            lines.append(
                "Answers also with \(candidate.id): confidence \(candidate.confidence.twoDecimals)"
                    + nearest(candidate, in: content))
        }
        for candidate in candidates {
            lines.append("  \(candidate.confidence.twoDecimals)  \(candidate.id)\(nearest(candidate, in: content))")
        }
        return (lines + changes(in: content)).joined(separator: "\n")
    }

    private var decision: String {
        let needed = thresholds.answer.twoDecimals
        switch verdict {
        case .answer(let candidate) where candidate.confidence == 1:
            return "Answers with \(candidate.id): this is one of its phrasings."
        case .answer(let candidate):
            return "Answers with \(candidate.id): confidence \(candidate.confidence.twoDecimals), \(needed) is enough."
        case .clarify(let choices):
            let isEachWorthIt = choices.allSatisfy { $0.confidence >= thresholds.clarify }
            return "Asks back between \(choices.map(\.id.rawValue).joined(separator: ", ")): none reaches \(needed), "
                + (isEachWorthIt ? "each has at least \(thresholds.clarify.twoDecimals)." : "the first is likely.")
        case .silence:
            guard let first = candidates.first else {
                return "Stays silent: the question shares no word with the content."
            }
            return "Stays silent: the best, \(first.id), has a confidence of \(first.confidence.twoDecimals), "
                + "and \(needed) is needed."
        }
    }

    /// The line kept with the reading; else, in the same content, it is looked up.
    private func nearest(_ candidate: Candidate, in content: Content) -> String {
        guard !candidate.nearest.isEmpty else { return "" }
        let text = "  nearest: “\(candidate.nearest)”"
        if let place = candidate.place { return "\(text) (\(place.file):\(place.line))" }
        guard revision == content.revision,
            let variant = content.entries[candidate.id]?.variants[candidate.language]
        else { return text }
        let line = variant.ask.first { $0.text == candidate.nearest }?.line ?? variant.line
        return "\(text) (\(variant.file):\(line))"
    }

    private func changes(in content: Content) -> [String] {
        guard revision != content.revision else { return [] }
        let gone = (candidates + also).map(\.id).filter { content.variant(of: $0, in: nil) == nil }
        let isNoMore = gone.isEmpty ? "" : " No longer said: \(gone.map(\.rawValue).joined(separator: ", "))."
        return ["Read by content \(revision), which has changed since.\(isNoMore)"]
    }
}

extension Reading.ReadAs {
    fileprivate func explanation(in content: Content) -> String {
        if let text { return "Read as: \(text)" }
        let about = product.map { " about \($0)" } ?? ""
        guard let question else { return "Read as a question\(about), which was named before." }
        let title = content.variant(of: question, in: nil).map { " (“\($0.title)”)" } ?? ""
        let how = product == nil ? "Read together with the answer before" : "Read as the question before, asked again"
        return "\(how)\(about): \(question)\(title)."
    }
}

extension Double {
    /// A share or a confidence as people read it: 0.7 is "0.70".
    package var twoDecimals: String {
        let hundredths = Int((self * 100).rounded())
        return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
    }
}
