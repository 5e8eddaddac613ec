import DeskCore

/// Makes a draft article of a case for content writers.
struct Drafting: Sendable {
    /// The most lines of a conversation that are looked at.
    static let mostLines = 1000
    let archive: any Archive
    let shelf: (any DraftShelf)?
    let defaultLanguage: Language

    /// What to tell whoever asked for it.
    func draft(_ number: CaseNumber) async throws(StoreError) -> String {
        guard let shelf else { return "This desk has no folder to put drafts in." }
        guard let brief = try await archive.brief(number) else { return "There is no case \(number)." }
        let lines = try await archive.lines(
            of: brief.conversation, last: Self.mostLines, through: nil, notes: false)
        // Nothing of a conversation is older than its first line.
        let gaps = try await archive.gaps(since: lines.first?.at).filter {
            $0.gap.conversation == brief.conversation
        }
        let draft = CaseDraft(number: number, lines: lines, gaps: gaps, language: brief.language ?? defaultLanguage)
        guard let article = draft.article else {
            return "Nothing to draft from: you have not answered in case \(number) yet."
        }
        do throws(DraftError) {
            let file = try await shelf.put(article)
            return "Draft written: \(file). It is never said until a content writer makes it live."
        } catch {
            return "No draft was written: \(error.reason)"
        }
    }
}
