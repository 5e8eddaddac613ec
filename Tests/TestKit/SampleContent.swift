public import DeskCore
import Foundation

/// Small content for tests: two articles, the usual intents, and a voice that says which line it is.
public enum SampleContent {
    public static let warranty: ContentID = "warranty/duration"
    public static let pairing: ContentID = "remote/pairing"

    public static let content = Content(
        revision: "sample-1",
        entries: [
            article(warranty, "How long is the warranty?", says: "24 months."),
            article(pairing, "How do I pair the remote?", says: "Hold the ring."),
        ] + intents,
        voice: voice)

    public static func article(_ id: ContentID, _ title: String, says text: String) -> Entry {
        Entry(id: id, variants: ["en": Variant(title: title, body: Prose(text: text))])
    }

    public static func intent(_ action: IntentAction) -> ContentID { ContentID("intent:\(action.rawValue)") }

    private static var intents: [Entry] {
        IntentAction.allCases.map { action in
            // Writers may give the wish for a person words of its own, and most do not.
            let body = action == .human ? Prose([]) : Prose(text: "<\(action.rawValue)>")
            let variant = Variant(title: action.rawValue, body: body)
            return Entry(id: intent(action), action: action, variants: ["en": variant])
        }
    }

    /// Each line says its own name and its placeholders: `[waiting#hand-over place=1 case=1]`.
    private static var voice: [VoiceLine: [Language: Prose]] {
        Dictionary(
            uniqueKeysWithValues: VoiceLine.allCases.map { line in
                var inlines: [Prose.Inline] = [.text("[\(line.rawValue)")]
                for name in line.placeholders.sorted() {
                    inlines += [.text(" \(name)="), .slot(.init(name: name))]
                }
                return (line, ["en": Prose([.paragraph(inlines + [.text("]")])])])
            })
    }
}

/// Reads by rote: `warranty` and `pairing` are answered, the name of an action is that intent, `either` fits both
/// articles, `x and also y` asks two things, and anything else is not understood.
public struct RoteReader: Reader {
    public var revision: Revision { content.revision }
    static let thresholds = Reading.Thresholds(answer: 0.7, clarify: 0.3)
    private let content: Content
    private let isQuick: Bool

    /// Knows only what is live in this content.
    ///
    /// - Parameter isQuick: Reads every other turn at once, by how long it is.
    public init(_ content: Content = SampleContent.content, isQuick: Bool = false) {
        self.content = content
        self.isQuick = isQuick
    }

    public func readAtOnce(_ turn: Turn) -> Reading? {
        isQuick && turn.text.utf8.count.isMultiple(of: 2) ? read(turn) : nil
    }

    public func read(_ turn: Turn) -> Reading {
        let parts = turn.text.components(separatedBy: " and also ").map(candidates)
        return Reading(
            parts.first ?? [], also: parts.dropFirst().compactMap(\.first), thresholds: Self.thresholds,
            revision: revision)
    }

    private func candidates(_ text: String) -> [Reading.Candidate] {
        named(in: text).filter { content.variant(of: $0.id, in: nil) != nil }
    }

    private func named(in text: String) -> [Reading.Candidate] {
        if text.contains("either") {
            return [
                .init(id: SampleContent.warranty, confidence: 0.5), .init(id: SampleContent.pairing, confidence: 0.4),
            ]
        }
        for (word, id) in [("warranty", SampleContent.warranty), ("pairing", SampleContent.pairing)]
        where text.contains(word) {
            return [.init(id: id, confidence: text == word ? 1 : 0.9)]
        }
        let first = text.split { $0.isWhitespace }.first.map(String.init) ?? ""
        return IntentAction(rawValue: first).map { [.init(id: SampleContent.intent($0), confidence: 0.95)] } ?? []
    }
}
