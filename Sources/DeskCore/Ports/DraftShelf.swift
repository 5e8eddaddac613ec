/// Where drafts of articles are put for content writers.
public protocol DraftShelf: Sendable {
    /// Writes the draft as a new file, `status: draft`; never over another one.
    ///
    /// - Returns: The file's path below the content folder.
    func put(_ draft: ArticleDraft) async throws(DraftError) -> String

    /// Takes out of all drafts what somebody said and has taken back: phrasings and lines that are one of these passages or
    /// hold one of at least `DraftPassage.shortest` characters. What is live is a writer's, and stays.
    ///
    /// - Returns: The paths of the files that changed, below the content folder.
    func takeOut(_ passages: Set<String>) async throws(DraftError) -> [String]
}

extension DraftShelf {
    public func takeOut(_ passages: Set<String>) async throws(DraftError) -> [String] { [] }
}

public enum DraftPassage {
    /// "Yes" stands in many lines that nobody took back.
    public static let shortest = 12
}

public struct DraftError: Error, Equatable, Sendable {
    /// For the person who asked for it.
    public let reason: String
    public init(reason: String) { self.reason = reason }
}
