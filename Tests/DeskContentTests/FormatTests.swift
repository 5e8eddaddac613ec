import DeskContent
import DeskCore
import Foundation
import Testing

@Suite("Front matter in order")
struct FormatTests {
    @Test func `keys and lists get their order, and comments stay with their key`() {
        let text = """
            ---
            # about the status
            status: draft

            owner: team   # who
            ask:
            -   how long
                # between
            - "quoted"

            # about the title
            title: T
            layout: page
            products:
            - a
            # at the end
            ---

            Body  \n
            """
        let formatted = """
            ---
            # about the title
            title: T
            ask:
              - how long
              # between
              - "quoted"
            products:
              - a
            owner: team   # who
            # about the status
            status: draft
            layout: page
            # at the end
            ---

            Body  \n
            """
        #expect(FrontMatterFormat.formatted(text) == formatted)
        #expect(FrontMatterFormat.formatted(formatted) == formatted)
    }

    @Test func `line ends of Windows and a byte order mark are kept`() {
        let text = "\u{FEFF}---\r\nask:\r\n- q\r\ntitle: T\r\n---\r\nBody\nmixed\r\n"
        #expect(
            FrontMatterFormat.formatted(text)
                == "\u{FEFF}---\r\ntitle: T\r\nask:\r\n  - q\r\n---\r\nBody\nmixed\r\n")
    }

    @Test(
        "what cannot be read is left alone",
        arguments: [
            "no front matter", "---\ntitle: T\n", "---\ntitle: a: b\n---\nx", "---\nask:\n  how\ntitle: T\n---\nx",
            "---\ntitle: T\ntitle: U\n---\nx", "---\n- a\n---\nx", "",
        ])
    func unreadable(text: String) {
        #expect(FrontMatterFormat.formatted(text) == nil)
    }

    /// Everything but the lines on which it stands, which are what changes.
    private struct Meaning: Equatable {
        let entries: [Entry]
        let voice: [VoiceLine: [Language: Prose]]

        init(_ text: String, at path: String) {
            let content = compile([path: text]).content
            voice = content.voice
            entries = content.entries.values.sorted { $0.id < $1.id }.map { entry in
                let variants = entry.variants.mapValues { variant in
                    let lists = [variant.ask, variant.test, variant.not].map { $0.map { Phrasing($0.text) } }
                    return Variant(
                        title: variant.title, ask: lists[0], test: lists[1], not: lists[2], body: variant.body)
                }
                return Entry(
                    id: entry.id, action: entry.action, status: entry.status, products: entry.products,
                    related: entry.related, owner: entry.owner, reviewBy: entry.reviewBy, variants: variants)
            }
        }
    }

    private func body(_ text: String) -> ArraySlice<Substring.UTF8View.Element> {
        let bytes = Array(text.utf8)
        let lines = text.utf8.split(separator: 0x0A, maxSplits: .max, omittingEmptySubsequences: false)
        guard let end = lines.dropFirst().firstIndex(where: { $0.starts(with: Array("---".utf8)) }) else { return [] }
        return bytes.dropFirst(lines[..<end].reduce(0) { $0 + $1.count + 1 })
    }

    /// The content that comes with the desk.
    private static let starter: [(path: String, text: String)] = {
        let root = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return ["faqs", "intents"].flatMap { area in
            let folder = root.appendingPathComponent(area).resolvingSymlinksInPath().path
            let names = (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []
            return names.filter { $0.hasSuffix(".md") }.sorted().compactMap { name in
                FileManager.default.contents(atPath: folder + "/" + name)
                    .map { ("\(area)/\(name)", String(decoding: $0, as: UTF8.self)) }
            }
        }
    }()

    @Test func `the starter content keeps its meaning and its text`() {
        #expect(Self.starter.count > 40)
        for file in Self.starter {
            guard let formatted = FrontMatterFormat.formatted(file.text) else { continue }
            #expect(FrontMatterFormat.formatted(formatted) == formatted, "\(file.path)")
            #expect(Meaning(formatted, at: file.path) == Meaning(file.text, at: file.path))
            #expect(body(formatted) == body(file.text))
        }
    }

    @Test("mutated files keep their meaning and their text, too", arguments: 0..<4)
    func mutated(seed: Int) {
        var random = Seeded(seed)
        var count = 0
        for _ in 0..<400 {
            guard let file = Self.starter.randomElement(using: &random) else { return }
            var lines = file.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let place = Int.random(in: 1..<max(2, min(lines.count, 12)), using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: lines.insert(random.phrase(), at: place)
                case 1: lines.swapAt(place, min(lines.count - 1, place + 1))
                case 2:
                    lines.insert(
                        ["", "# note", "  # note", "x: |", "  a", "- b"].randomElement(using: &random) ?? "", at: place)
                default: lines[place] += random.phrase()
                }
            }
            let text = lines.joined(separator: "\n")
            guard let formatted = FrontMatterFormat.formatted(text) else { continue }
            count += 1
            #expect(FrontMatterFormat.formatted(formatted) == formatted, "seed \(seed): \(text)")
            #expect(Meaning(formatted, at: file.path) == Meaning(text, at: file.path), "seed \(seed): \(text)")
            #expect(body(formatted) == body(text), "seed \(seed): \(text)")
        }
        #expect(count > 50, "too few of the mutated files could be read")
    }
}
