import DeskContent
import DeskCore
import Invariants

/// Called by libFuzzer with one input after another. The first byte says where the file stands, the rest is the file.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzContent(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let input = UnsafeBufferPointer(start: start, count: count)
    guard let first = input.first else { return 0 }
    let paths = [
        "faqs/a.md", "faqs/topic/a.de.md", "intents/human.md", "intents/desk/waiting.md", "intents/desk/greeting.md",
    ]
    let file = SourceFile(path: paths[Int(first) % paths.count], bytes: Array(input.dropFirst()))
    let (content, diagnostics) = ContentCompiler().compile([file])
    require(ContentCompiler().compile([file]).diagnostics == diagnostics, "the same file twice, told differently")
    let lines = file.bytes.split(separator: 0x0A, omittingEmptySubsequences: false).count
    for diagnostic in diagnostics where diagnostic.file == file.path {
        require((1...max(1, lines)).contains(diagnostic.line), "line \(diagnostic.line) of \(lines)")
        require(diagnostic.column >= 1, "column \(diagnostic.column)")
        require(!diagnostic.message.isEmpty && !diagnostic.help.isEmpty, "no words for \(diagnostic.code)")
    }
    for variant in content.entries.values.flatMap(\.variants.values) {
        require(isClean(variant.title) && isClean(variant.body.plainText), "a control character came through")
        let whole = words(of: [variant.body])
        require(words(of: variant.body.pages) == whole, "a page has lost words")
    }
    for prose in content.voice.values.flatMap(\.values) {
        require(isClean(prose.plainText), "a control character came through")
    }
    return 0
}

private func words(of pages: [Prose]) -> Int {
    // Marks of lists repeat nothing and are not counted: a cut item loses its own.
    pages.reduce(0) { $0 + $1.plainText.unicodeScalars.count { $0.properties.isAlphabetic } }
}

private func isClean(_ text: String) -> Bool {
    !text.unicodeScalars.contains { ($0.value < 0x20 && $0 != "\n" && $0 != "\t") || (0x7F...0x9F).contains($0.value) }
}
