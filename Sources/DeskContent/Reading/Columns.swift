import DeskCore

extension StringProtocol {
    /// 1-based, in characters; nil where the text does not stand in this line.
    func column(of text: some StringProtocol) -> Int? {
        guard !text.isEmpty, let found = firstRange(of: text) else { return nil }
        return distance(from: startIndex, to: found.lowerBound) + 1
    }

    /// 1-based, in characters, of the scalar with this index: what parsers count is not what people see.
    func column(ofScalar index: Int) -> Int {
        let before = String(String.UnicodeScalarView(unicodeScalars.prefix(Swift.max(0, index))))
        return before.count + 1
    }

    /// Where the value of a line begins: after `- `, `> `, `## ` or `key:`, at the text if it stands there as typed.
    func column(ofValue text: String, after key: String? = nil) -> Int {
        var rest = self[...].drop(while: \.isWhitespace)
        if let key, rest.hasPrefix(key + ":") {
            rest = rest.dropFirst(key.count + 1)
        } else if let mark = rest.first, "->".contains(mark) {
            rest = rest.dropFirst()
        } else {
            rest = rest.drop { $0 == "#" }
        }
        rest = rest.drop(while: \.isWhitespace)
        let before = distance(from: startIndex, to: rest.startIndex)
        return before + (rest.column(of: text) ?? 1)
    }
}

/// The lines of all files, for checks that point at a place which they did not read themselves.
///
/// Read anew where there is a problem: good content then costs nothing. The last file is kept, since one file often
/// has several.
struct SourceLines {
    private let files: [String: SourceFile]
    private var last: (path: String, lines: [String]) = ("", [])

    init(_ files: [SourceFile]) {
        self.files = Dictionary(files.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
    }

    mutating func all(of path: String) -> [String] {
        guard let file = files[path] else { return [] }
        if last.path != path {
            var ignored = Problems(file: path)
            last = (path, SourceText(file, problems: &ignored)?.lines ?? [])
        }
        return last.lines
    }

    func modified(_ path: String) -> Timestamp? { files[path]?.modified }

    func exists(_ path: String) -> Bool { files[path] != nil }

    /// Of a phrasing, or of the title where there is none in a list.
    mutating func column(of phrasing: Phrasing, in path: String) -> Int {
        let lines = all(of: path)
        guard lines.indices.contains(phrasing.line - 1) else { return 1 }
        return lines[phrasing.line - 1].column(ofValue: phrasing.text, after: "title")
    }
}
