import DeskCore
import Foundation

/// How problems in content files are shown.
struct DiagnosticText {
    /// The content folder.
    let content: String

    /// One problem as two lines: where and what, then what to do.
    static func line(_ diagnostic: Diagnostic) -> String {
        "\(diagnostic.file):\(diagnostic.line):\(diagnostic.column): \(diagnostic.severity): \(diagnostic.message) "
            + "[\(diagnostic.code)]\n  help: \(diagnostic.help)"
    }

    /// The same with the line from the file between them, marked.
    func shown(_ diagnostic: Diagnostic) -> String {
        let head =
            "\(path(diagnostic.file)):\(diagnostic.line):\(diagnostic.column): \(diagnostic.severity): "
            + "\(diagnostic.message) [\(diagnostic.code)]"
        return ([head] + marked(diagnostic) + ["  help: " + diagnostic.help]).joined(separator: "\n")
    }

    /// GitHub's workflow command.
    func annotation(_ diagnostic: Diagnostic) -> String {
        let place =
            "file=\(Self.escapedProperty(path(diagnostic.file))),line=\(diagnostic.line),col=\(diagnostic.column)"
        let text = Self.escaped(diagnostic.message + " " + diagnostic.help)
        return "::\(diagnostic.severity) \(place),title=\(diagnostic.code)::\(text)"
    }

    /// As seen from here, so that editors and GitHub find the file.
    private func path(_ file: String) -> String {
        content == "." || content.hasPrefix("/") ? file : content + "/" + file
    }

    /// A problem of a whole file has no line worth showing.
    private func marked(_ diagnostic: Diagnostic) -> [String] {
        guard let data = FileManager.default.contents(atPath: content + "/" + diagnostic.file) else { return [] }
        // By bytes: a carriage return and its line feed are one character.
        let lines = data.split(separator: 0x0A, omittingEmptySubsequences: false)
        guard lines.indices.contains(diagnostic.line - 1),
            let line = String(bytes: lines[diagnostic.line - 1].filter { $0 >= 0x20 || $0 == 0x09 }, encoding: .utf8),
            !line.allSatisfy(\.isWhitespace)
        else { return [] }
        let number = String(diagnostic.line)
        let gutter = String(repeating: " ", count: number.count)
        let (start, shown) = Self.window(line, around: diagnostic.column - 1)
        let before = shown.prefix(diagnostic.column - 1 - start).map(Self.blank).joined()
        return ["  \(number) | \(shown)", "  \(gutter) | \(before)^"]
    }

    /// Long lines are shown in part.
    private static func window(_ line: String, around column: Int) -> (start: Int, text: String) {
        let widest = 100
        guard line.count > widest else { return (0, line) }
        let start = min(max(0, column - widest / 2), line.count - widest)
        return (start, String(line.dropFirst(start).prefix(widest)))
    }

    /// As wide as the character above it; terminals give two columns to pictographs and to the scripts of East Asia.
    private static func blank(_ character: Character) -> String {
        if character == "\t" { return "\t" }
        guard let scalar = character.unicodeScalars.first else { return "" }
        let isWide =
            (0x1100...0x115F).contains(scalar.value) || (0x2E80...0xA4CF).contains(scalar.value)
            || (0xAC00...0xD7A3).contains(scalar.value) || (0xF900...0xFAFF).contains(scalar.value)
            || (0xFE30...0xFE6F).contains(scalar.value) || (0xFF00...0xFF60).contains(scalar.value)
            || (0x1F300...0x1FAFF).contains(scalar.value)
        return isWide ? "  " : " "
    }

    /// As GitHub's workflow commands want it.
    static func escaped(_ text: String) -> String {
        // By scalars: a carriage return and its line feed are one character.
        text.unicodeScalars.map { $0 == "%" ? "%25" : $0 == "\n" ? "%0A" : $0 == "\r" ? "%0D" : String($0) }.joined()
    }

    /// The same for what stands between commas.
    static func escapedProperty(_ text: String) -> String {
        escaped(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
    }
}
