import DeskContent
import DeskCore
import DeskMatching
import Foundation

/// The content that comes with the desk, learned once for all tests.
enum StarterContent {
    static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
    static let loaded = ContentFolder(folder).load()
    static let matcher = Matcher(loaded.content)
}

func turn(_ text: String, language: Language? = nil) -> Turn {
    let id = TurnID(conversation: "c", number: 1, lines: 1)
    return Turn(id: id, text: text, context: Turn.Context(language: language))
}

extension Reader {
    /// The entry that answers, if any.
    func answer(to text: String, language: Language? = nil) -> ContentID? {
        if case .answer(let candidate) = read(turn(text, language: language)).verdict { candidate.id } else { nil }
    }
}

/// An article without files, for tests of the matcher alone.
func entry(
    _ id: ContentID, _ title: String, ask: [String] = [], test: [String] = [], not: [String] = [],
    action: IntentAction? = nil, status: Entry.Status = .live
) -> Entry {
    let variant = Variant(
        title: title, ask: ask.map { Phrasing($0, line: 3) }, test: test.map { Phrasing($0, line: 5) },
        not: not.map { Phrasing($0, line: 7) }, body: Prose(text: "…"), file: "faqs/\(id).md", line: 2)
    return Entry(id: id, action: action, status: status, variants: ["en": variant])
}

func content(_ entries: Entry...) -> Content { Content(revision: "r1", entries: entries, voice: [:]) }
