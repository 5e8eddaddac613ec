/// Where drafts of articles are put for content writers.
public protocol DraftShelf: Sendable {
    /// Writes the draft as a new file, `status: draft`; never over another one.
    ///
    /// - Returns: The file's path below the content folder.
    func put(_ draft: ArticleDraft) async throws(DraftError) -> String
}

public struct DraftError: Error, Equatable, Sendable {
    /// For the person who asked for it.
    public let reason: String
    public init(reason: String) { self.reason = reason }
}
