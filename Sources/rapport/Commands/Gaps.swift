import ArgumentParser
import DeskContent
import DeskCore
import DeskMatching
import DeskRuntime
import DeskStore

struct Gaps: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "What people asked and got no answer to, grouped by likeness.",
        discussion: """
            Groups are ordered by the number of people. Questions that the content answers by now are left out; answers that \
            customers called wrong stay. Numbers, addresses and links in the words are masked.

            --write 2 makes a draft article of the second group, with its questions under `ask`.
            """)
    /// How many different wordings of a group are shown.
    static let mostShown = 8
    /// How many of them a draft holds.
    static let mostInDraft = 12

    @OptionGroup var config: ConfigOptions
    @OptionGroup var content: ContentOptions
    @OptionGroup var data: DataOptions
    @Option(help: "How many days to look back.") var days = 90
    @Option(help: "How many groups to show.") var groups = 20
    @Flag(help: "One JSON object a group and line.") var json = false
    @Option(help: "Makes a draft article of the group with this number.") var write: Int?

    func validate() throws {
        guard days > 0, groups > 0 else { throw ValidationError("--days and --groups are counted from 1.") }
    }

    func run() async throws {
        let configuration = try config.read(content: content.content, data: data.data)
        let store = try SQLiteStore.existing(in: configuration.data)
        let since = Time.system.now() + .seconds(-days * 86_400)
        let missed = try await store.gaps(since: since)
        let matcher = Wiring.matcher(for: Wiring.loadContent(configuration).content, configuration)
        let open = missed.filter { $0.isOpen(for: matcher) }
        let found = QuestionGroups(open, nearestBy: matcher).groups
        if let write {
            try await self.write(write, of: found, configuration)
        } else {
            try show(found, answeredByNow: missed.count - open.count)
        }
    }

    // MARK: Showing

    private struct Row: Encodable {
        let group: Int
        let name: String
        let people: Int
        let questions: Int
        let wrong: Int
        let words: [String]
        let nearest: String?
        let confidence: Double?
    }

    private func show(_ found: [QuestionGroups.Group], answeredByNow: Int) throws {
        for (place, group) in found.prefix(groups).enumerated() {
            json ? try sayJSON(row(place + 1, group)) : say(text(place + 1, group))
        }
        guard !json else { return }
        if found.isEmpty { say("Nothing was left unanswered in the last \(days) days.") }
        if found.count > groups { say("\(found.count - groups) groups more: --groups \(found.count) shows them.") }
        if answeredByNow > 0 { say("\(counted(answeredByNow, "question")) more would be answered by now.") }
    }

    private func row(_ number: Int, _ group: QuestionGroups.Group) -> Row {
        Row(
            group: number, name: Masking.masked(group.name), people: group.people, questions: group.questions.count,
            wrong: group.wrong, words: group.wordings, nearest: group.nearest?.id.rawValue,
            confidence: group.nearest?.confidence)
    }

    private func text(_ number: Int, _ group: QuestionGroups.Group) -> String {
        let wordings = group.wordings
        var lines = ["\(number). \(counted(group.people, "person", "people")): \(Masking.masked(group.name).onOneLine)"]
        lines += wordings.prefix(Self.mostShown).map { "     " + $0.onOneLine }
        if wordings.count > Self.mostShown { lines.append("     … and \(wordings.count - Self.mostShown) more") }
        for (id, count) in group.wrongAnswers {
            lines.append("   \(counted(count, "time")) the answer \(id) was called wrong")
        }
        if let nearest = group.nearest {
            lines.append(
                "   nearest: \(nearest.id), with a confidence of \(Int((nearest.confidence * 100).rounded())) %")
        }
        return lines.joined(separator: "\n")
    }

    // MARK: Writing

    private func write(_ number: Int, of found: [QuestionGroups.Group], _ configuration: Configuration) async throws {
        guard found.indices.contains(number - 1) else {
            throw Complaint(
                found.isEmpty ? "There is no group to write." : "There are groups 1 to \(found.count), not \(number).")
        }
        let group = found[number - 1]
        let title = Masking.masked(group.name).onOneLine
        let others = group.wordings.filter { $0 != Masking.masked(group.name) }.map(\.onOneLine)
        let draft = ArticleDraft(
            name: "drafts/" + slug(title), title: title, ask: Array(others.prefix(Self.mostInDraft)),
            language: group.language ?? configuration.languages.first ?? "en",
            body: Skeleton.missingAnswer)
        do {
            let path = try await Wiring.folder(configuration).put(draft)
            say("\(configuration.shown(path)) is there, a draft. Write the answer, then type live for the status.")
        } catch {
            throw Complaint(error.reason)
        }
    }

    private func slug(_ text: String) -> String {
        let words = text.lowercased().split { !$0.isLetter && !$0.isNumber }.prefix(6).joined(separator: "-")
        return words.isEmpty ? "question" : String(words.prefix(60))
    }
}

extension MissedQuestion {
    /// Whether the content still has no answer. What was called wrong was answered, and not well.
    fileprivate func isOpen(for matcher: Matcher) -> Bool {
        guard text.contains(where: \.isLetter) else { return false }
        guard gap.kind == .unanswered else { return true }
        let turn = Turn(
            id: TurnID(conversation: gap.conversation, number: gap.turn, lines: 1), text: text,
            context: .init(language: gap.language))
        if case .answer = matcher.read(turn).verdict { return false }
        return true
    }
}

extension QuestionGroups.Group {
    /// Each wording once, masked, the most frequent first.
    fileprivate var wordings: [String] {
        var counts: [String: Int] = [:]
        for question in questions { counts[Masking.masked(question.text), default: 0] += 1 }
        return counts.sorted { (-$0.value, $0.key) < (-$1.value, $1.key) }.map(\.key)
    }

    fileprivate var wrong: Int { questions.count { $0.gap.kind == .wrong } }

    fileprivate var wrongAnswers: [(ContentID, Int)] {
        let named = questions.filter { $0.gap.kind == .wrong }.compactMap(\.gap.answer)
        return Dictionary(grouping: named) { $0 }.map { ($0.key, $0.value.count) }.sorted { $0.0 < $1.0 }
    }

    /// Of most of the questions.
    fileprivate var language: Language? {
        let counts = Dictionary(grouping: questions.compactMap(\.gap.language)) { $0 }.mapValues(\.count)
        return counts.min { (-$0.value, $0.key) < (-$1.value, $1.key) }?.key
    }
}

extension String {
    fileprivate var onOneLine: String { split(whereSeparator: \.isNewline).joined(separator: " ") }
}
