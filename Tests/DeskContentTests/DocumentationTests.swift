import DeskContent
import DeskCore
import Foundation
import Testing

/// One page of `docs/content/`, taken apart.
private struct DocumentationPage {
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static func text(_ name: String) -> String? {
        let path = root.appendingPathComponent("docs/content/\(name).md").path
        return FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
    }

    let title: String
    /// Blocks of code by section: each with the file above it, which is empty for what the desk says.
    private(set) var blocks: [String: [String: String]] = [:]

    init(_ text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        title = String(lines.first ?? "")
        var section = ""
        var file = ""
        var block: [Substring]?
        for line in lines {
            if line.hasPrefix("````") {
                if let ended = block {
                    blocks[section, default: [:]][file] = ended.map { $0 + "\n" }.joined()
                    file = ""
                }
                block = block == nil ? [] : nil
            } else if block != nil {
                block?.append(line)
            } else if line.hasPrefix("## ") {
                section = String(line.dropFirst(3))
            } else if line.hasPrefix("`"), line.hasSuffix("`") {
                file = String(line.dropFirst().dropLast())
            }
        }
    }
}

@Suite("A page for every message")
struct DocumentationTests {
    @Test("every code has a page", arguments: DiagnosticCode.allCases)
    func pages(code: DiagnosticCode) throws {
        let text = try #require(DocumentationPage.text(code.rawValue))
        let page = DocumentationPage(text)
        #expect(page.title == "# `\(code.rawValue)`")
        for section in ["Broken", "What the desk says", "Mended"] { #expect(page.blocks[section] != nil) }
    }

    @Test("a page shows its case", arguments: BrokenCase.all)
    func examples(_ example: BrokenCase) throws {
        let page = DocumentationPage(try #require(DocumentationPage.text(example.code)))
        #expect(page.blocks["Broken"] == example.files(.broken))
        #expect(page.blocks["What the desk says"] == ["": example.expected])
        #expect(page.blocks["Mended"] == example.files(.mended))
    }

    @Test func `every page has a code, and the index names all`() throws {
        let folder = DocumentationPage.root.appendingPathComponent("docs/content").path
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".md") }
        let codes = DiagnosticCode.allCases.map { $0.rawValue + ".md" }
        #expect(names.sorted() == (codes + ["README.md"]).sorted())
        let index = try #require(DocumentationPage.text("README"))
        for code in codes { #expect(index.contains("](\(code))"), "\(code)") }
    }

    @Test func `codes that other rooms write are listed`() throws {
        let root = DocumentationPage.root.appendingPathComponent("Sources").resolvingSymlinksInPath().path
        for room in ["DeskMatching", "rapport"] {
            let folder = URL(fileURLWithPath: root + "/" + room).resolvingSymlinksInPath().path
            let files = (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []
            for file in files.sorted() where file.hasSuffix(".swift") {
                let data = FileManager.default.contents(atPath: folder + "/" + file) ?? Data()
                for match in String(decoding: data, as: UTF8.self).matches(of: /\bcode: "([a-z]+(?:-[a-z]+)+)"/) {
                    #expect(DiagnosticCode(rawValue: String(match.1)) != nil, "\(file): \(match.1)")
                }
            }
        }
    }
}
