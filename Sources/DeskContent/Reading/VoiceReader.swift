import DeskCore

extension Source {
    /// One of the desk's own lines, from `intents/desk/`.
    func voiceLine(problems: inout Problems) -> (VoiceLine, Prose)? {
        guard isVoiceAction(problems: &problems) else { return nil }
        let lines = VoiceLine.allCases
        guard let line = lines.first(where: { $0.name == name.name }) else {
            let word = String(name.name.dropFirst(SourceName.voiceFolder.count))
            problems.error(
                "voice-unknown", line: 1, "The desk has no line called `\(word)`.",
                help: suggestion(for: word, in: lines.map(\.rawValue)).map { "Did you mean `\($0).md`?" }
                    ?? "Known lines are \(lines.map(\.rawValue).sorted().joined(separator: ", ")).")
            return nil
        }
        front.check(known: ["action", "owner", "review_by", "title"], problems: &problems)
        let earlier = problems.found.count
        let prose = body(hasPlaceholders: true, problems: &problems)
        guard !prose.plainText.isBlank else {
            problems.error(
                "body-empty", line: bodyLine, "There is nothing to say: the text below the front matter is empty.",
                help: "Write what the desk says below the second `---`.")
            return nil
        }
        checkPlaceholders(of: line, in: prose, problems: &problems)
        return problems.found.dropFirst(earlier).contains { $0.severity == .error } ? nil : (line, prose)
    }

    private func isVoiceAction(problems: inout Problems) -> Bool {
        let field = front.fields["action"]
        guard field?.value != .text("voice") else { return true }
        problems.error(
            "action-not-voice", line: field?.line ?? 1, column: field?.column ?? 1,
            "Files in intents/desk/ hold the desk's own words.",
            help: field == nil ? "Type `action: voice` between two `---` lines." : "Type `action: voice`.")
        return false
    }

    private func checkPlaceholders(of line: VoiceLine, in prose: Prose, problems: inout Problems) {
        let known = line.placeholders.sorted().map { "{\($0)}" }.joined(separator: ", ")
        for name in prose.slots.subtracting(line.placeholders).sorted() {
            let place = position(of: "{" + name)
            problems.error(
                "placeholder-unknown", line: place.line, column: place.column, "`{\(name)}` is not known in this line.",
                help: known.isEmpty ? "This line has no placeholders." : "Use \(known).")
        }
        for name in line.required.subtracting(prose.slots).sorted() {
            problems.error(
                "placeholder-missing", line: bodyLine, "Without `{\(name)}` this line does not say what it is for.",
                help: "Write {\(name)} where it belongs, outside of backticks: nothing is filled in there.")
        }
    }

    private func position(of text: String) -> (line: Int, column: Int) {
        for (index, line) in bodyLines.enumerated() {
            if let range = line.firstRange(of: text) {
                return (index + 1, line.distance(from: line.startIndex, to: range.lowerBound) + 1)
            }
        }
        return (bodyLine, 1)
    }
}
