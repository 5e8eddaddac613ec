/// A generator with a seed that a failure prints.
struct Seeded: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: Int) { state = UInt64(seed) &* 7919 &+ 1 }

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 29)
    }

    /// What people and their clipboards put into a line.
    mutating func phrase() -> String {
        let pieces = [
            "\"", "'", "\"\"", "#", " #", "[", "]", "*", "@", "no", "yes", "- ", "-", ": ", ":", "👩‍👩‍👧", "é", "e\u{301}",
            "\u{301}", "ß", "日本", "{", "}", "&", "!", "|", ">", "%", "`", "\\", "\\n", "---", "\t", " ", "  ", "a",
            "how long", "~", "null", "\u{FEFF}", "\u{200B}", "\u{A0}", "?", ",", "…", "“", "2027", "\u{1F1E9}\u{1F1EA}",
        ]
        return (0..<Int.random(in: 1...6, using: &self)).map { _ in pieces.randomElement(using: &self) ?? "" }.joined()
    }
}
