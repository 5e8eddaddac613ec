import DeskContent
import DeskCore
import Foundation
import Testing

/// Pages built as those of public projects are: they load as they are.
@Suite("Existing FAQ pages of all shapes")
struct ExistingPagesTests {
    private struct Question: Equatable {
        let id: ContentID
        let title: String

        init(_ id: ContentID, _ title: String) {
            self.id = id
            self.title = title
        }
    }

    private func load(_ name: String) throws -> (questions: [Question], answers: [ContentID: String]) {
        let url = try #require(Bundle.module.url(forResource: "Pages", withExtension: nil))
        let data = try Data(contentsOf: url.appendingPathComponent(name + ".md"))
        let loaded = compile(["faqs/\(name).md": String(decoding: data, as: UTF8.self)])
        let problems = loaded.diagnostics.filter { $0.code != "voice-missing" }
        #expect(problems.filter { $0.severity == .error } == [])
        #expect(problems.count { $0.code == "ask-thin" } == 1)
        let variants = loaded.content.entries.compactMapValues { $0.variants["en"] }
        let sorted = variants.sorted { $0.value.line < $1.value.line }
        return (sorted.map { Question($0.key, $0.value.title) }, variants.mapValues(\.body.plainText))
    }

    @Test func `a table of contents, anchors and badges are no answers`() throws {
        let page = try load("contents")
        #expect(
            page.questions == [
                Question("contents#how-do-i-change-the-port", "How do I change the port?"),
                Question("contents#why-are-my-pictures-sideways", "Why are my pictures sideways?"),
                Question(
                    "contents#do-i-have-to-make-the-thumbnails-again", "Do I have to make the thumbnails again?"),
            ])
        #expect(
            page.answers["contents#how-do-i-change-the-port"] == """
                Set port in the configuration and start it again:
                # kettle.yaml
                ## not a heading
                port: 8080
                The default is in kettle.example.yaml.
                """)
        #expect(
            page.answers["contents#do-i-have-to-make-the-thumbnails-again"]
                == "No. See the question on pictures first, then wait a minute.")
        #expect(page.answers["contents#why-are-my-pictures-sideways"]?.hasSuffix("- Reload the page") == true)
    }

    @Test func `questions below groups are the questions`() throws {
        let page = try load("grouped")
        #expect(
            page.questions == [
                Question("grouped#what-does-pebble-do", "What does Pebble do? 🪨"),
                Question("grouped#is-it-free", "Is it free?"),
                Question("grouped#which-systems-are-supported", "Which systems are supported?"),
                Question("grouped#does-it-work-with-rsync", "Does it work with rsync?"),
                Question("grouped#where-do-i-get-help", "Where do I get help?"),
            ])
        #expect(page.answers["grouped#is-it-free"] == "Yes, under the licence. :tada:")
        #expect(
            page.answers["grouped#which-systems-are-supported"]
                == "Linux\nAnything from the last five years.\nWindows\nVersion 10 and later.")
        #expect(
            page.answers["grouped#where-do-i-get-help"]?.hasSuffix("help@example.com.")
                == true)
    }

    @Test func `bold lines are questions where there are no headings`() throws {
        let page = try load("bold")
        #expect(
            page.questions == [
                Question("bold#how-many-people-can-take-part", "How many people can take part?"),
                Question("bold#do-i-have-to-bring-my-own-computer", "Do I have to bring my own computer?"),
                Question("bold#can-i-get-my-money-back", "Can I get my money back?"),
            ])
        #expect(page.answers["bold#how-many-people-can-take-part"] == "Twelve. With more, nobody gets to speak.")
        #expect(
            page.answers["bold#do-i-have-to-bring-my-own-computer"]?.hasPrefix("Yes, with these:\n1. a browser") == true
        )
        #expect(page.answers["bold#can-i-get-my-money-back"]?.hasSuffix("the answer above.") == true)
    }

    @Test func `underlined and numbered headings are questions`() throws {
        let page = try load("setext")
        #expect(
            page.questions == [
                Question("setext#how-do-i-install-it", "How do I install it?"),
                Question("setext#which-version-do-i-have", "Which version do I have?"),
                Question("setext#2-4-ghz-or-5-ghz-which-one-is-better", "2.4 GHz or 5 GHz, which one is better?"),
                Question("setext#why-is-it-called-lantern", "Why is it called Lantern?"),
            ])
        #expect(
            page.answers["setext#how-do-i-install-it"]
                == "Download the package (https://example.com/download) and open it.")
        #expect(
            page.answers["setext#2-4-ghz-or-5-ghz-which-one-is-better"]
                == "The first goes through walls.\nThe second is faster.\n> Somebody once said that cables are best.")
        #expect(page.answers["setext#why-is-it-called-lantern"] == "It was dark.")
    }

    @Test func `a single heading above all questions is no question`() throws {
        let page = try load("single")
        #expect(
            page.questions == [
                Question("single#how-do-i-install-mods", "How do I install mods?"),
                Question(
                    "single#this-folder-is-not-a-valid-game-path", "\"This folder is not a valid game path.\""),
                Question("single#how-do-i-report-a-bug", "❓ How do I report a bug"),
            ])
        #expect(
            page.answers["single#this-folder-is-not-a-valid-game-path"] == """
                You chose the folder above. Take the one with game.exe in it.
                Where is that?
                Mostly in C:\\Games.
                """)
        #expect(page.answers["single#how-do-i-report-a-bug"] == "Open an issue, please in English.")
    }

    @Test func `bold lines below a heading make it a group`() {
        let loaded = compile(["faqs/p.md": "## Money\n**Is it free?**\nYes.\n\n**Really?**\nYes.\n\n## Time\nLater."])
        #expect(loaded.content.entries.keys.sorted() == ["p#is-it-free", "p#really", "p#time"])
    }

    @Test func `a page with smaller headings only has its questions there`() {
        let loaded = compile(["faqs/p.md": "# FAQ\n\n### One?\na\n#### more\nb\n\n### Two?\nc\n"])
        #expect(
            loaded.content.entries.mapValues { $0.variants["en"]?.body.plainText } == [
                "p#one": "a\nmore\nb", "p#two": "c",
            ])
    }

    @Test func `headings with a text and smaller ones below stay one answer`() {
        let loaded = compile(["faqs/p.md": "## One?\na\n### On Linux\nb\n\n## Two?\nc\n### On Windows\nd\n"])
        #expect(loaded.content.entries.keys.sorted() == ["p#one", "p#two"])
    }
}
