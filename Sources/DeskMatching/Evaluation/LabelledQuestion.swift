public import DeskCore

/// A question and the entry that should answer it, as in collections of labelled questions.
public struct LabelledQuestion: Sendable, Equatable {
    public let text: String
    /// The name of an intent, or the id of an entry; empty where none is the right one.
    public let intent: String

    public init(text: String, intent: String = "") {
        self.text = text
        self.intent = intent
    }
}

extension Content {
    /// One article an intent, with its questions as phrasings, in their order.
    public init(learningFrom questions: [LabelledQuestion], defaultLanguage: Language = "en") {
        let byIntent = Dictionary(grouping: questions.filter { !$0.intent.isEmpty }, by: \.intent)
        let entries = byIntent.keys.sorted().map { intent in
            let texts = (byIntent[intent] ?? []).map(\.text)
            return Entry(
                id: ContentID(intent),
                variants: [
                    defaultLanguage: Variant(
                        title: texts[0], ask: texts.dropFirst().map { Phrasing($0) }, body: Prose([]), file: intent)
                ])
        }
        self.init(revision: "evaluation", entries: entries, voice: [:], defaultLanguage: defaultLanguage)
    }
}
