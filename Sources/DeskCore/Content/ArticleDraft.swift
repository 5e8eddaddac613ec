/// An article that nobody has finished yet: made from a skeleton, from what customers asked, or from what an agent
/// answered.
public struct ArticleDraft: Equatable, Sendable {
    /// Proposed path below `faqs/`, without `.md`; another one is taken where a file of that name exists.
    public var name: String
    public var title: String
    /// What customers said, masked.
    public var ask: [String]
    public var language: Language
    /// Markdown.
    public var body: String

    public init(name: String, title: String, ask: [String] = [], language: Language = "en", body: String) {
        self.name = name
        self.title = title
        self.ask = ask
        self.language = language
        self.body = body
    }
}
