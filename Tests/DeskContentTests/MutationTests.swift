import DeskContent
import DeskCore
import Testing

@Suite("Mutated files")
struct MutationTests {
    private static let seeds: [(path: String, text: String)] = [
        (
            "faqs/a.md",
            "---\ntitle: T\nask:\n  - how long #5: x\ntest:\n  - y\nproducts: [a, b]\nstatus: live\n---\n"
                + "Body **x** [y](https://e.com)\n\n1. a\n2. b\n"
        ),
        ("faqs/p.md", "# Page\n\n## One {#one}\n> a\n> b\n\nYes &amp; no\n\n## Two\n```\n## x\n```\n"),
        ("intents/x.md", "---\ntitle: X\naction: reply\nask:\n  - hi\n---\nHello <b>you</b>"),
        (
            "intents/desk/waiting.md",
            "---\naction: voice\n---\n## In line {#hand-over}\nYou: {place|one: next|other: # now} {case}.\n\n"
                + "## Place {#place}\n{place}\n"
        ),
    ]
    private static let pieces: [String] = [
        "---\n", "\n", ":", "- ", "#", "{", "}", "[", "]", "*", "`", "\"", "'", "|", ">", "## ", "&#0;", "&", "\u{0}",
        "\r", "\u{FEFF}", "ß", "é", "日", "👩‍👩‍👧", "{#a}", "<", "!", "ask:", "title:", "action: voice\n", "*a", "&a ",
        "  ", "\t",
    ]

    @Test("never crash and always say why nothing came of them", arguments: 0..<8)
    func fuzz(seed: Int) {
        var random = Seeded(seed)
        for _ in 0..<400 {
            let files = Self.seeds.map { file in
                var bytes = Array(file.text.utf8)
                for _ in 0..<Int.random(in: 1...6, using: &random) { Self.mutate(&bytes, using: &random) }
                return SourceFile(path: file.path, bytes: bytes)
            }
            let loaded = ContentCompiler().compile(files)
            let repeated = ContentCompiler().compile(files)
            #expect(loaded.content == repeated.content && loaded.diagnostics == repeated.diagnostics)
            for problem in loaded.diagnostics where problem.line < 1 || problem.column < 1 || problem.help.isEmpty {
                Issue.record("seed \(seed): \(problem)")
            }
            let isHurt = loaded.diagnostics.contains { $0.file == "intents/x.md" && $0.severity == .error }
            #expect(isHurt || loaded.content.entries["intent:x"] != nil, "seed \(seed)")
            for entry in loaded.content.entries.values {
                for text in entry.variants.values.flatMap({ [$0.title] + $0.ask.map(\.text) }) {
                    #expect(!text.unicodeScalars.contains { $0.value < 32 && $0 != "\t" }, "seed \(seed)")
                }
            }
        }
    }

    /// What costs most to look for, again and again: the time must grow with the file and not with its square.
    @Test(
        "monstrous files are read in a moment",
        arguments: [
            "> ", "*a ", "[", "](", "[a](b) ", "[a][b] ", "{x}", "&#123;", "<!-- ", "<a ", "## a\n\nb\n\n", "- ", "1. ",
            "]",
            "## {#a}\n",
        ])
    func monsters(piece: String) {
        let length = 5000
        let text = String(repeating: piece, count: length / piece.utf8.count)
        let files = [
            "faqs/a.md": "---\ntitle: T\n---\n" + text, "faqs/p.md": "## Q\n" + text,
            "faqs/q.md": text + "\n\n## Q\nx", "intents/desk/why.md": "---\naction: voice\n---\n" + text,
            "intents/desk/greeting.md": "---\naction: voice\n---\n" + text,
        ]
        let clock = ContinuousClock()
        let time = clock.measure { _ = compile(files) }
        #expect(time < .seconds(20), "\(piece): \(time)")
    }

    private static func mutate(_ bytes: inout [UInt8], using random: inout Seeded) {
        let place = Int.random(in: 0...bytes.count, using: &random)
        switch Int.random(in: 0..<5, using: &random) {
        case 0: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...8, using: &random)))
        case 1: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
        case 2: bytes.insert(contentsOf: Array(bytes.suffix(Int.random(in: 0...40, using: &random))), at: place)
        case 3: if place < bytes.count { bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random) }
        default: bytes.insert(contentsOf: Array((pieces.randomElement(using: &random) ?? "").utf8), at: place)
        }
    }
}
