import DeskCore

/// Collects what is wrong in one file, up to a limit: nobody reads the thousandth line of a broken file.
struct Problems {
    static let most = 50

    let file: String
    private(set) var found: [Diagnostic] = []

    init(file: String) { self.file = file }

    mutating func error(_ code: String, line: Int, column: Int = 1, _ message: String, help: String) {
        add(Diagnostic(.error, file: file, line: line, column: column, code: code, message: message, help: help))
    }

    mutating func warning(_ code: String, line: Int, column: Int = 1, _ message: String, help: String) {
        add(Diagnostic(.warning, file: file, line: line, column: column, code: code, message: message, help: help))
    }

    private mutating func add(_ problem: Diagnostic) {
        if found.count < Self.most { found.append(problem) }
    }
}

/// A word from a closed list that somebody probably meant.
func suggestion(for word: String, in known: [String]) -> String? {
    guard word.count <= 40 else { return nil }
    let ranked = known.map { ($0, editDistance(Array(word), Array($0))) }.min { $0.1 < $1.1 }
    return ranked.flatMap { $0.1 <= 2 && $0.1 < $0.0.count ? $0.0 : nil }
}

/// Levenshtein's distance, with two rows of his table.
private func editDistance(_ a: [Character], _ b: [Character]) -> Int {
    var row = Array(0...b.count)
    for (i, x) in a.enumerated() {
        var diagonal = row[0]
        row[0] = i + 1
        for (j, y) in b.enumerated() {
            let above = row[j + 1]
            row[j + 1] = min(above + 1, row[j] + 1, diagonal + (x == y ? 0 : 1))
            diagonal = above
        }
    }
    return row[b.count]
}
