import DeskContent
import DeskCore

/// Files by path, as content writers would type them.
func compile(_ files: [String: String]) -> (content: Content, diagnostics: [Diagnostic]) {
    ContentCompiler().compile(files.map { SourceFile(path: $0.key, bytes: Array($0.value.utf8)) })
}

/// What is wrong with these files, beside the voice and the phrasings that a test does not bring along:
/// `file:line:column code`.
func problems(_ files: [String: String]) -> [String] {
    compile(files).diagnostics.filter { !["voice-missing", "ask-thin"].contains($0.code) }
        .map { "\($0.file):\($0.line):\($0.column) \($0.code)" }
}

/// The same for one file, without its name.
func problems(in text: String, at path: String = "faqs/a.md") -> [String] {
    problems([path: text]).map { String($0.dropFirst(path.count + 1)) }
}

func article(_ text: String) -> Variant? { compile(["faqs/a.md": text]).content.entries["a"]?.variants["en"] }
