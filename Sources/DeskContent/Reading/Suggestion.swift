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

extension [String] {
    /// "`a`, `b` and `c`".
    var spoken: String {
        let quoted = map { "`\($0)`" }
        guard quoted.count > 1, let last = quoted.last else { return quoted.first ?? "" }
        return quoted.dropLast().joined(separator: ", ") + " and " + last
    }
}
