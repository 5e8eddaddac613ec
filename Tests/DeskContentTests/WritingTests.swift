import DeskContent
import DeskCore
import Foundation
import Testing

@Suite("Articles that the desk writes")
struct WritingTests {
    /// Compiled as a file of its own; what is wrong with it, beside the voice.
    private func read(_ text: String, at path: String = "faqs/a.md") -> (entry: Entry?, problems: [String]) {
        let loaded = compile([path: text])
        let problems = loaded.diagnostics.filter { $0.code != "voice-missing" }
        return (loaded.content.entries.values.first, problems.map { "\($0.line):\($0.column) \($0.code)" })
    }

    @Test func `a draft has its keys in order`() {
        let draft = ArticleDraft(
            name: "a", title: "How long: two years?", ask: ["how long", "\"quoted\"", "How long!", "", " #5 "],
            body: "Two **years**.")
        #expect(
            ArticleText.text(of: draft) == """
                ---
                title: "How long: two years?"
                ask:
                  - how long
                  - ""quoted""
                  - #5
                status: draft
                ---
                Two **years**.

                """)
    }

    @Test("any phrasing and any title survive being written and read", arguments: 0..<8)
    func roundTrip(seed: Int) throws {
        var random = Seeded(seed)
        for _ in 0..<400 {
            let phrases = (0..<4).map { _ in random.phrase() }
            let title = "T" + random.phrase()
            let text = ArticleText.text(of: ArticleDraft(name: "a", title: title, ask: phrases, body: "Body"))
            let read = read(text)
            let variant = try #require(read.entry?.variants["en"], "seed \(seed): \(text)")
            #expect(read.problems == [], "seed \(seed): \(text)")
            var seen: Set<NormalisedText> = [NormalisedText(variant.title)]
            let expected = phrases.map(Self.oneLine).filter { !$0.isEmpty && seen.insert(NormalisedText($0)).inserted }
            #expect(variant.ask.map(\.text) == expected, "seed \(seed)")
            #expect(variant.title == Self.oneLine(title), "seed \(seed)")
            #expect(read.entry?.status == .draft)
        }
    }

    /// A tab ends as a space, and blanks at the ends go.
    private static func oneLine(_ text: String) -> String {
        let scalars = text.unicodeScalars.map { $0 == "\t" ? " " : $0 }
        let isText: (Unicode.Scalar) -> Bool = { !$0.properties.isWhitespace }
        guard let first = scalars.firstIndex(where: isText), let last = scalars.lastIndex(where: isText) else {
            return ""
        }
        return String(String.UnicodeScalarView(scalars[first...last]))
    }

    @Test func `a title without words and one without end are mended`() {
        let empty = ArticleText.text(of: ArticleDraft(name: "a", title: " \n", body: ""))
        #expect(read(empty).problems == [])
        let long = ArticleText.text(
            of: ArticleDraft(name: "a", title: String(repeating: "word ", count: 60), body: "x"))
        #expect(read(long).problems == [])
    }

    @Test(
        "a skeleton passes the check as it is",
        arguments: ["warranty/how-long", "a", "x/#5: \"no\" [y]", "-", "日本", "a/ü.md"])
    func skeletons(name: String) {
        #expect(read(Skeleton.article(name: name)).problems == [])
        #expect(read(Skeleton.intent(name: name), at: "intents/a.md").problems == [])
    }

    @Test func `a skeleton's title comes from its name`() {
        #expect(Skeleton.article(name: "warranty/how-long").hasPrefix("---\ntitle: How long?\n"))
        #expect(FrontMatterFormat.formatted(Skeleton.article(name: "a")) == Skeleton.article(name: "a"))
        #expect(FrontMatterFormat.formatted(Skeleton.intent(name: "a")) == Skeleton.intent(name: "a"))
    }
}

@Suite("Drafts in the folder")
struct DraftTests {
    private let path = FileManager.default.temporaryDirectory.path + "/rapport-drafts-" + UUID().uuidString

    private func folder(_ files: [String: String] = [:]) throws -> ContentFolder {
        for (name, text) in files {
            let url = URL(fileURLWithPath: path + "/" + name)
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: url)
        }
        return ContentFolder(path)
    }

    private func text(_ name: String) -> String? {
        FileManager.default.contents(atPath: path + "/" + name).map { String(decoding: $0, as: UTF8.self) }
    }

    @Test func `a draft never takes the place of a file`() async throws {
        let folder = try folder(["faqs/a.md": "mine", "faqs/b.de.md": "seine"])
        defer { try? FileManager.default.removeItem(atPath: path) }
        let draft = ArticleDraft(name: "a", title: "T", body: "B")
        #expect(try await folder.put(draft) == "faqs/a-2.md")
        #expect(try await folder.put(draft) == "faqs/a-3.md")
        #expect(try await folder.put(ArticleDraft(name: "b", title: "T", body: "B")) == "faqs/b-2.md")
        #expect(try await folder.put(ArticleDraft(name: "x/y/c.de", title: "T", body: "B")) == "faqs/x/y/c-de.md")
        #expect(text("faqs/a.md") == "mine")
        let left = try FileManager.default.contentsOfDirectory(atPath: path + "/faqs").sorted()
        #expect(left == ["a-2.md", "a-3.md", "a.md", "b-2.md", "b.de.md", "x"])
    }

    @Test(
        "a name that leaves the folder is refused",
        arguments: ["", "/a", "../a", "a/../../b", "a//b", ".a", "a/.b", "a\\b", "a\n", " a", "c:d"])
    func names(name: String) async throws {
        let folder = try folder(["faqs/a.md": "mine"])
        defer { try? FileManager.default.removeItem(atPath: path) }
        await #expect(throws: DraftError.self) {
            try await folder.put(ArticleDraft(name: name, title: "T", body: "B"))
        }
    }

    @Test func `a folder that is a way out is refused`() async throws {
        let folder = try folder(["faqs/a.md": "mine", "outside/b.md": "theirs"])
        defer { try? FileManager.default.removeItem(atPath: path) }
        try FileManager.default.createSymbolicLink(
            atPath: path + "/faqs/out", withDestinationPath: path + "/outside")
        await #expect(throws: DraftError.self) {
            try await folder.put(ArticleDraft(name: "out/c", title: "T", body: "B"))
        }
    }

    @Test func `the content folder itself may be a link`() async throws {
        _ = try folder(["faqs/a.md": "mine"])
        let link = path + "-link"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
        defer {
            try? FileManager.default.removeItem(atPath: link)
            try? FileManager.default.removeItem(atPath: path)
        }
        let file = try await ContentFolder(link).put(ArticleDraft(name: "x/y/a", title: "T", body: "B"))
        #expect(file == "faqs/x/y/a.md")
        #expect(text(file)?.hasPrefix("---\ntitle: T\n") == true)
    }

    @Test func `what is claimed already is left out, and the folder stays good`() async throws {
        let folder = try folder(["faqs/a.md": "---\ntitle: How long?\nask:\n  - two years\n  - c\n---\nBody"])
        defer { try? FileManager.default.removeItem(atPath: path) }
        let draft = ArticleDraft(
            name: "b", title: "T", ask: ["how long", "Two years!", "new"], language: "de",
            body: "See [this](nowhere.md)\u{7} and [that](javascript:x)\n" + String(repeating: "> ", count: 40) + "x")
        let file = try await folder.put(draft)
        let written = try #require(text(file))
        #expect(written.contains("ask:\n  - new\nstatus: draft\n"))
        #expect(written.contains("# Written in `de`: rename it to faqs/b.de.md once there is an original."))
        let wrong = folder.load().diagnostics.filter { $0.file.hasPrefix("faqs") }
        #expect(wrong == [])
    }
}
