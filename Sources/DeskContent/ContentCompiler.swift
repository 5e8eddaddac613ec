public import DeskCore

/// Turns files into content, without touching a disk.
public struct ContentCompiler: Sendable {
    public let languages: [Language]
    public let defaultLanguage: Language

    public init(languages: [Language] = ["en", "de"], defaultLanguage: Language = "en") {
        self.languages = languages
        self.defaultLanguage = defaultLanguage
    }

    /// The same files give the same content and diagnostics, in whatever order they come.
    public func compile(_ files: [SourceFile]) -> (content: Content, diagnostics: [Diagnostic]) {
        compile(files, known: [])
    }

    func compile(_ files: [SourceFile], known: [Diagnostic]) -> (content: Content, diagnostics: [Diagnostic]) {
        let files = files.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
        var reader = FileReader(languages: languages, defaultLanguage: defaultLanguage)
        for file in files { reader.read(file) }
        var assembly = Assembly(reader.pieces, names: reader.names, defaultLanguage: defaultLanguage)
        assembly.join()
        let problems =
            known + reader.diagnostics + assembly.diagnostics
            + CrossChecks(entries: assembly.entries, metadata: assembly.metadata).diagnostics
            + missingVoice(reader, hasIntents: !known.contains { $0.file == SourceName.Area.intents.folder })
        let content = Content(
            revision: Self.revision(of: files), entries: assembly.entries, voice: reader.voice,
            defaultLanguage: defaultLanguage)
        return (content, problems.sorted(by: Self.order))
    }

    /// A missing folder was told already: 23 more errors would not help.
    private func missingVoice(_ reader: FileReader, hasIntents: Bool) -> [Diagnostic] {
        guard hasIntents else { return [] }
        return VoiceLine.allCases.filter { line in
            !reader.names.contains { $0.isVoice && $0.name == line.name && $0.language == defaultLanguage }
        }.map { line in
            let required = line.required.sorted().map { "{\($0)}" }.joined(separator: ", ")
            return Diagnostic(
                file: "intents/\(line.name).md", line: 1, code: "voice-missing",
                message: "The desk has no words for `\(line.rawValue)` in its default language.",
                help: "Write this file with `action: voice` in its front matter"
                    + (required.isEmpty ? "." : "; its text must hold \(required)."))
        }
    }

    private static func order(_ a: Diagnostic, _ b: Diagnostic) -> Bool {
        (a.file, a.line, a.column, a.code, a.message) < (b.file, b.line, b.column, b.code, b.message)
    }

    /// FNV-1a, 64 bits, over paths and bytes: says whether anything changed, not who changed it.
    static func revision(of files: [SourceFile]) -> Revision {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        func add(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        for file in files {
            file.path.utf8.forEach(add)
            add(0)
            file.bytes.forEach(add)
            // No UTF-8 text holds this byte, so that no two lists of files run together into one.
            add(0xFF)
        }
        let digits = String(hash, radix: 16)
        return Revision(String(repeating: "0", count: 16 - digits.count) + digits)
    }
}

extension VoiceLine {
    /// Its name below `intents/`.
    var name: String { SourceName.voiceFolder + rawValue }
}
