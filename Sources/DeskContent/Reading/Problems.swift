import DeskCore

/// Collects what is wrong in one file, up to a limit: nobody reads the thousandth line of a broken file.
struct Problems {
    static let most = 50

    let file: String
    private(set) var found: [Diagnostic] = []
    /// Links into the content folder: whether they lead anywhere is known when all files have been read.
    private(set) var links: [RelativeLink] = []

    init(file: String) { self.file = file }

    mutating func error(_ code: DiagnosticCode, line: Int, column: Int = 1, _ message: String, help: String) {
        add(.error, code, line: line, column: column, message, help: help)
    }

    mutating func warning(_ code: DiagnosticCode, line: Int, column: Int = 1, _ message: String, help: String) {
        add(.warning, code, line: line, column: column, message, help: help)
    }

    mutating func add(
        _ severity: Diagnostic.Severity, _ code: DiagnosticCode, line: Int, column: Int, _ message: String,
        help: String
    ) {
        guard found.count < Self.most else { return }
        found.append(
            Diagnostic(severity, code, file: file, line: line, column: column, message: message, help: help))
    }

    /// Whether there is no use in looking for more, or for its place.
    var isFull: Bool { found.count >= Self.most || links.count >= Self.most }

    mutating func add(_ link: RelativeLink) {
        if links.count < Self.most { links.append(link) }
    }
}

/// A link without a scheme, as typed.
struct RelativeLink {
    let destination: String
    let line: Int
    let column: Int
    /// On a page that was written for another place a dead link is no reason to keep the desk silent.
    let isOnPage: Bool
}

extension Diagnostic {
    /// The only way this room makes one, so that no code is left without a page.
    init(
        _ severity: Severity, _ code: DiagnosticCode, file: String, line: Int, column: Int = 1,
        message: String, help: String
    ) {
        self.init(
            severity, file: file, line: line, column: column, code: code.rawValue, message: message, help: help)
    }
}
