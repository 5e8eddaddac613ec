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
    ///
    /// - Parameter today: An ISO 8601 date such as `2027-03-01`; without one, nobody is told of reviews that are due.
    public func compile(
        _ files: [SourceFile], today: String? = nil
    ) -> (content: Content, diagnostics: [Diagnostic]) {
        compile(files, known: [], today: today)
    }

    func compile(
        _ files: [SourceFile], known: [Diagnostic], today: String?
    ) -> (content: Content, diagnostics: [Diagnostic]) {
        let files = files.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
        var reader = FileReader(languages: languages, defaultLanguage: defaultLanguage)
        for file in files { reader.read(file) }
        var assembly = Assembly(reader.pieces, names: reader.names, defaultLanguage: defaultLanguage)
        assembly.join()
        // Where the folder is missing that was told already: an error a file would not help.
        let hasIntents = !known.contains { $0.file == SourceName.Area.intents.folder }
        let problems =
            known + reader.diagnostics + assembly.diagnostics
            + checks(reader, assembly, lines: SourceLines(files), today: today)
            + (hasIntents ? VoiceCheck.missing(in: reader.names, defaultLanguage: defaultLanguage) : [])
        let content = Content(
            revision: Self.revision(of: files), entries: assembly.entries, voice: reader.voice,
            defaultLanguage: defaultLanguage)
        return (content, problems.sorted(by: Self.order))
    }

    /// What only all files together show.
    private func checks(
        _ reader: FileReader, _ assembly: Assembly, lines: SourceLines, today: String?
    ) -> [Diagnostic] {
        let dates = DateChecks(lines: lines, today: today)
        var links = LinkChecks(lines: lines, languages: languages, defaultLanguage: defaultLanguage)
        var thin = ThinChecks(lines: lines, defaultLanguage: defaultLanguage)
        return ClaimChecks(assembly.entries, lines: lines).diagnostics
            + RelatedChecks(assembly.entries).check(assembly.originals)
            + links.check(reader.links)
            + thin.check(assembly.entries, originals: assembly.originals)
            + dates.reviews(reader.reviews + assembly.reviews)
            + dates.variants(reader.paths, defaultLanguage: defaultLanguage)
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
