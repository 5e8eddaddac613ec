/// Finds the column of something of which the Markdown parser tells only the line.
struct PlaceFinder {
    /// Nobody types a line on which so much is written otherwise than the parser read it; a line of a mebibyte must not
    /// be searched for each of them.
    private static let mostMisses = 50

    private let lines: [String]
    private var line = 0
    /// What lies before it has been passed: the second `{` of a line is not the first one.
    private var next: String.Index?
    private var misses = 0

    init(_ lines: [String]) { self.lines = lines }

    /// Goes on behind the next place where the text stands as typed. Cheap; its column is not.
    mutating func pass(_ text: String, on number: Int) -> String.Index? {
        guard lines.indices.contains(number - 1), !text.isEmpty else { return nil }
        if line != number {
            line = number
            next = nil
            misses = 0
        }
        guard misses < Self.mostMisses else { return nil }
        let source = lines[number - 1]
        if let found = source[(next ?? source.startIndex)...].firstRange(of: text) {
            next = found.upperBound
            return found.lowerBound
        }
        misses += 1
        return source.firstRange(of: text)?.lowerBound
    }

    /// 1-based, in characters.
    func column(at index: String.Index?, on number: Int) -> Int? {
        guard let index, lines.indices.contains(number - 1) else { return nil }
        let source = lines[number - 1]
        return source.distance(from: source.startIndex, to: index) + 1
    }

    mutating func column(of text: String, on number: Int) -> Int? {
        column(at: pass(text, on: number), on: number)
    }

    /// Where a link's address begins; nil where it is written otherwise than the parser read it.
    mutating func column(ofAddress address: String, on number: Int) -> Int? {
        for opener in ["](", "][", "<"] {
            let typed = opener + address + (address.isEmpty ? ")" : "")
            if let column = column(of: typed, on: number) { return column + opener.count }
        }
        return column(of: address, on: number) ?? column(of: "[", on: number)
    }
}
