import DeskCore

/// What has grown old: reviews that are due, and variants whose original has changed since.
struct DateChecks {
    /// A fresh clone writes all files within minutes, in any order; that makes no variant outdated.
    static let tolerance = Duration.seconds(600)

    let lines: SourceLines
    /// An ISO 8601 date; without one, reviews are not checked.
    let today: String?

    func reviews(_ reviews: [Review]) -> [Diagnostic] {
        guard let today else { return [] }
        return reviews.filter { $0.date < today }.map { review in
            Diagnostic(
                .warning, .reviewDue, file: review.file, line: review.line, column: review.column,
                message: "Somebody should have looked at this by \(review.date).",
                help: "Read it through, mend what is no longer true, and type a later date.")
        }
    }

    /// `paths` are all files, each under its name.
    func variants(_ paths: [SourceName: String], defaultLanguage: Language) -> [Diagnostic] {
        paths.compactMap { name, path in
            guard name.language != defaultLanguage,
                let original = paths[SourceName(name, in: defaultLanguage)],
                let old = lines.modified(path), let new = lines.modified(original), new - old > Self.tolerance
            else { return nil }
            return Diagnostic(
                .warning, .variantOutdated, file: path, line: 1,
                message: "\(original) was changed on \(new.minute), this file not since \(old.minute) (UTC).",
                help: "Bring this file up to date and save it, also if nothing had to change.")
        }
    }
}

extension Timestamp {
    /// `2027-03-01 09:30`
    fileprivate var minute: String { String(iso8601.prefix(16)).replacing("T", with: " ") }
}
