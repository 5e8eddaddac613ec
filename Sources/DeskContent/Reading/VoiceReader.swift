import DeskCore

extension Source {
    /// The desk's own lines in a file of `intents/desk/`: one, or a part each.
    func voiceLines(problems: inout Problems) -> [(VoiceLine, Prose)] {
        guard isVoiceAction(problems: &problems) else { return [] }
        let file = String(name.name.dropFirst(SourceName.voiceFolder.count))
        let known = VoiceLine.allCases.filter { $0.file == file }
        guard !known.isEmpty else {
            tellUnknown(file, problems: &problems)
            return []
        }
        front.check(known: ["action", "owner", "review_by", "title"], problems: &problems)
        if let line = known.first, line.part == nil {
            let part = MarkdownTree(bodyLines).withBlocks { read(line, $0, at: bodyLine, problems: &problems) }
            return part.map { [(line, $0)] } ?? []
        }
        return MarkdownTree(bodyLines).withBlocks { parts($0, known: known, problems: &problems) }
    }

    private func isVoiceAction(problems: inout Problems) -> Bool {
        let field = front.fields["action"]
        guard field?.value != .text("voice") else { return true }
        problems.error(
            .actionNotVoice, line: field?.line ?? 1, column: field?.column ?? 1,
            "Files in intents/desk/ hold the desk's own words.",
            help: field == nil ? "Type `action: voice` between two `---` lines." : "Type `action: voice`.")
        return false
    }

    private func tellUnknown(_ file: String, problems: inout Problems) {
        let files = VoiceLine.files
        let asPart = VoiceLine.allCases.first { $0.part == file }
        let help =
            asPart.map { "It is a part of intents/desk/\($0.file).md: write it there, below `## … {#\(file)}`." }
            ?? suggestion(for: file, in: files).map { "Did you mean `\($0).md`?" }
            ?? "Known files are \(files.joined(separator: ", "))."
        problems.error(.voiceUnknown, line: 1, "The desk has no words called `\(file)`.", help: help)
    }

    private func parts(
        _ nodes: [MarkdownNode], known: [VoiceLine], problems: inout Problems
    ) -> [(VoiceLine, Prose)] {
        var shape = VoiceShape(nodes, known: known.compactMap(\.part))
        shape.check(isOriginal: isOriginal, bodyLine: bodyLine, known: known, problems: &problems)
        var found: [(VoiceLine, Prose)] = []
        for part in shape.parts {
            guard let line = known.first(where: { $0.part == part.name }) else { continue }
            if let prose = read(line, part.body, at: part.line, problems: &problems) { found.append((line, prose)) }
        }
        return found
    }

    /// Nil where the line has an error.
    private func read(
        _ line: VoiceLine, _ nodes: [MarkdownNode], at place: Int, problems: inout Problems
    ) -> Prose? {
        let earlier = problems.found.count
        var reader = ProseReader(.voice, lines: bodyLines, problems: problems)
        let prose = reader.prose(nodes)
        problems = reader.problems
        guard !prose.plainText.isBlank else {
            problems.error(
                .bodyEmpty, line: place, "There is nothing to say\(line.part.map { " in the part `\($0)`" } ?? "").",
                help: line.part == nil
                    ? "Write what the desk says below the second `---`."
                    : "Write what the desk says below this heading.")
            return nil
        }
        let lines = place...max(place, lastLine(of: nodes))
        checkPlaceholders(of: line, in: prose, lines: lines, earlier: earlier, problems: &problems)
        return problems.found.dropFirst(earlier).contains { $0.severity == .error } ? nil : prose
    }

    private func lastLine(of nodes: [MarkdownNode]) -> Int { nodes.map(\.lastLine).max() ?? 1 }

    private func checkPlaceholders(
        of line: VoiceLine, in prose: Prose, lines: ClosedRange<Int>, earlier: Int, problems: inout Problems
    ) {
        let known = line.placeholders.sorted().map { "{\($0)}" }.joined(separator: ", ")
        for name in prose.slots.subtracting(line.placeholders).sorted().prefix(Problems.most) {
            let meant = suggestion(for: name, in: line.placeholders.sorted())
            let use = meant.map { "Did you mean `{\($0)}`?" } ?? "Use \(known)."
            let place = position(of: name, in: lines)
            problems.error(
                .placeholderUnknown, line: place.line, column: place.column, "`{\(name)}` is not known in this line.",
                help: known.isEmpty ? "This line has no placeholders: write it without." : use)
        }
        // Where one is mistyped, it would only be told twice.
        guard !problems.found.dropFirst(earlier).contains(where: { $0.code.hasPrefix("placeholder") }) else { return }
        for name in line.required.subtracting(prose.slots).sorted() {
            problems.error(
                .placeholderMissing, line: lines.lowerBound,
                "Without `{\(name)}` \(line.part.map { "the part `\($0)`" } ?? "this line") does not say what it is for.",
                help: "Write {\(name)} where it belongs, outside of backticks: nothing is filled in there.")
        }
    }

    /// Where a placeholder of this name is typed.
    private func position(of name: String, in range: ClosedRange<Int>) -> (line: Int, column: Int) {
        for number in range where text.lines.indices.contains(number - 1) {
            let line = text.lines[number - 1]
            for index in line.indices where line[index] == "{" {
                let typed = line[line.index(after: index)...].prefix { !"|}".contains($0) }
                guard typed.trimmed == name else { continue }
                return (number, line.distance(from: line.startIndex, to: index) + 1)
            }
        }
        return (range.lowerBound, 1)
    }
}

extension VoiceLine {
    /// The files of the desk's voice, sorted.
    static var files: [String] { Set(allCases.map(\.file)).sorted() }
}
