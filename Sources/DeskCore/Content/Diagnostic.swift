/// A problem in a content file, for the person who wrote it. Never thrown.
public struct Diagnostic: Equatable, Sendable, Codable {
    public enum Severity: String, Equatable, Sendable, Codable { case error, warning }
    public let severity: Severity
    /// Path below the content folder.
    public let file: String
    /// 1-based.
    public let line: Int
    /// 1-based, in characters.
    public let column: Int
    /// A stable, readable name, such as `title-missing`.
    public let code: String
    public let message: String
    /// What to type instead.
    public let help: String

    public init(
        _ severity: Severity = .error, file: String, line: Int, column: Int = 1, code: String, message: String,
        help: String
    ) {
        self.severity = severity
        self.file = file
        self.line = line
        self.column = column
        self.code = code
        self.message = message
        self.help = help
    }
}
