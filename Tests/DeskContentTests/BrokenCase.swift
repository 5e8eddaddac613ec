import DeskContent
import DeskCore
import DeskMatching
import Foundation
import Testing

/// A small content folder with one mistake, what the desk says about it, and the same folder mended.
///
/// `setup.txt` holds what files alone cannot: `today <date>`, `matcher`, and for the broken folder only
/// `broken older|padded|unreadable <path>` and `broken without <path>`.
struct BrokenCase: Sendable, CustomTestStringConvertible {
    enum Kind: String { case broken, mended }

    let folder: String
    var testDescription: String { name }
    var name: String { String(folder.split(separator: "/").last ?? "") }
    /// `07-front-matter-open` shows `front-matter-open`.
    var code: String { String(name.drop { $0 != "-" }.dropFirst()) }

    static let all: [BrokenCase] = {
        let root = Bundle.module.resourceURL?.appendingPathComponent("Broken").path ?? ""
        let names = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        return names.sorted().filter { !$0.hasPrefix(".") }.map { BrokenCase(folder: root + "/" + $0) }
    }()

    var expected: String { String(decoding: read("expected.txt"), as: UTF8.self) }

    /// By path; what is no text is shown as ⟨07⟩.
    func files(_ kind: Kind) -> [String: String] {
        Dictionary(uniqueKeysWithValues: paths(kind).map { ($0, Self.visible(read("\(kind.rawValue)/\($0)"))) })
    }

    /// What the desk says about the folder, as text.
    func report(_ kind: Kind) throws -> String {
        let copy = FileManager.default.temporaryDirectory.path + "/rapport-broken-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: copy) }
        for path in paths(kind) { try write(read("\(kind.rawValue)/\(path)"), to: copy + "/" + path) }
        for (path, text) in SmallVoice.files where !has(path, kind) && !isLeftOut(path, kind) {
            try write(Data(text.utf8), to: copy + "/" + path)
        }
        for area in ["faqs", "intents"] where !isLeftOut(area, kind) {
            try FileManager.default.createDirectory(atPath: "\(copy)/\(area)", withIntermediateDirectories: true)
        }
        try prepare(copy, kind)
        let loaded = ContentFolder(copy).load(today: setting("today").first)
        let matched = setting("matcher").isEmpty ? [] : Matcher(loaded.content).checkTests(loaded.content)
        return (loaded.diagnostics + matched).map(Self.line).joined()
            .replacingOccurrences(of: copy, with: "your content folder")
            .replacing(/[01]\.[0-9][0-9]/, with: "0.…")
    }

    private static func line(_ problem: Diagnostic) -> String {
        "\(problem.file):\(problem.line):\(problem.column): \(problem.severity.rawValue): \(problem.message) "
            + "[\(problem.code)]\n  help: \(problem.help)\n"
    }

    /// The values of a setting: all that follows the word.
    private func setting(_ word: String, for kind: Kind? = nil) -> [String] {
        let prefix = (kind.map { $0.rawValue + " " } ?? "") + word
        return String(decoding: read("setup.txt"), as: UTF8.self).split(separator: "\n")
            .filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count).drop { $0 == " " }) }
    }

    private func has(_ path: String, _ kind: Kind) -> Bool { paths(kind).contains(path) }

    private func isLeftOut(_ path: String, _ kind: Kind) -> Bool {
        setting("without", for: kind).contains { path.hasPrefix($0) }
    }

    private func paths(_ kind: Kind) -> [String] {
        let root = folder + "/" + kind.rawValue
        let found = (try? FileManager.default.subpathsOfDirectory(atPath: root)) ?? []
        return found.filter { $0.hasSuffix(".md") }.sorted()
    }

    private func read(_ name: String) -> Data { FileManager.default.contents(atPath: folder + "/" + name) ?? Data() }

    private func write(_ data: Data, to path: String) throws {
        let url = URL(fileURLWithPath: path)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try data.write(to: url)
        try FileManager.default.setAttributes([.modificationDate: Self.saved], ofItemAtPath: path)
    }

    /// 1 March 2027, 09:30 UTC.
    private static let saved = Date(timeIntervalSince1970: 1_803_893_400)

    private func prepare(_ copy: String, _ kind: Kind) throws {
        for path in setting("older", for: kind) {
            let earlier = Self.saved.addingTimeInterval(-86_400)
            try FileManager.default.setAttributes([.modificationDate: earlier], ofItemAtPath: copy + "/" + path)
        }
        for path in setting("padded", for: kind) {
            var data = FileManager.default.contents(atPath: copy + "/" + path) ?? Data()
            data.append(Data(repeating: 0x78, count: ContentFolder.largestFile))
            try data.write(to: URL(fileURLWithPath: copy + "/" + path))
        }
        for path in setting("unreadable", for: kind) {
            try FileManager.default.removeItem(atPath: copy + "/" + path)
            try FileManager.default.createSymbolicLink(
                atPath: copy + "/" + path, withDestinationPath: copy + "/moved-away.md")
        }
    }

    private static func visible(_ data: Data) -> String {
        var decoder = UTF8()
        var shown = ""
        var iterator = data.makeIterator()
        var offset = data.startIndex
        while true {
            switch decoder.decode(&iterator) {
            case .scalarValue(let scalar):
                let isText = scalar == "\n" || scalar == "\t" || !(scalar.value < 32 || scalar.value == 127)
                shown += isText ? String(scalar) : "⟨\(Self.hex(UInt8(scalar.value)))⟩"
                offset += UTF8.width(scalar)
            case .error:
                shown += "⟨\(Self.hex(data[offset]))⟩"
                offset += 1
            case .emptyInput: return shown
            }
        }
    }

    private static func hex(_ byte: UInt8) -> String {
        (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }
}

/// All of the desk's own words, as short as can be, for folders whose mistake lies elsewhere.
enum SmallVoice {
    static let files: [(path: String, text: String)] = Dictionary(grouping: VoiceLine.allCases, by: \.file)
        .sorted { $0.key < $1.key }.map { file, lines in
            let parts = lines.map { line in
                let words = ["Text."] + line.required.sorted().map { "{\($0)}" }
                return (line.part.map { "## Part {#\($0)}\n" } ?? "") + words.joined(separator: " ") + "\n"
            }
            return ("intents/desk/\(file).md", "---\naction: voice\n---\n" + parts.joined(separator: "\n"))
        }
}
