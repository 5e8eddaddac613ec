public import DeskCore
import Foundation

/// A folder that holds `faqs/` and `intents/`, as content writers keep it.
public struct ContentFolder: Sendable {
    /// The largest file that is read, in bytes.
    public static let largestFile = 1 << 20

    public let path: String
    /// The last dotted part of a file name is a language only if it is one of these.
    public let languages: [Language]
    public let defaultLanguage: Language

    public init(_ path: String, languages: [Language] = ["en", "de"], defaultLanguage: Language = "en") {
        self.path = path
        self.languages = languages
        self.defaultLanguage = defaultLanguage
    }

    /// Reads every `.md` file below `faqs/` and `intents/`. Hidden files are left out.
    ///
    /// Never throws: what is wrong is a diagnostic, in the order of files and lines. The content holds whatever is
    /// good, also where there are errors; whether to use it is the caller's decision.
    ///
    /// - Parameter today: An ISO 8601 date; without one, nobody is told of reviews that are due.
    public func load(today: String? = nil) -> (content: Content, diagnostics: [Diagnostic]) {
        var problems: [Diagnostic] = []
        var files: [SourceFile] = []
        for area in SourceName.Area.allCases {
            guard isFolder(area.folder) else {
                problems.append(Self.missing(area, in: path))
                continue
            }
            for name in names(below: area.folder) {
                switch read(name) {
                case .success(let file): files.append(file)
                case .failure(let problem): problems.append(problem.diagnostic)
                }
            }
        }
        return ContentCompiler(languages: languages, defaultLanguage: defaultLanguage)
            .compile(files, known: problems, today: today)
    }

    private func full(_ name: String) -> String { path + "/" + name }

    private func isFolder(_ name: String) -> Bool {
        var isDirectory: ObjCBool = false
        return FileManager.default.fileExists(atPath: full(name), isDirectory: &isDirectory) && isDirectory.boolValue
    }

    /// Paths below the content folder, sorted, so that every machine reads the same order.
    private func names(below folder: String) -> [String] {
        // The folder may be a link; links to folders inside it are not followed, so that no ring of them hangs us.
        let root = URL(fileURLWithPath: full(folder)).resolvingSymlinksInPath().path
        let found = (try? FileManager.default.subpathsOfDirectory(atPath: root)) ?? []
        return found.filter { $0.hasSuffix(".md") && !$0.split(separator: "/").contains { $0.hasPrefix(".") } }
            .map { folder + "/" + $0 }
            .filter { !isFolder($0) }
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private struct Unreadable: Error { let diagnostic: Diagnostic }

    private func read(_ name: String) -> Result<SourceFile, Unreadable> {
        let attributes = try? FileManager.default.attributesOfItem(atPath: full(name))
        let size = (attributes?[.size] as? NSNumber)?.intValue ?? 0
        if size > Self.largestFile {
            return .success(SourceFile(path: name, bytes: [], trueSize: size, modified: nil))
        }
        let modified = (attributes?[.modificationDate] as? Date).map {
            Timestamp(milliseconds: Int64(($0.timeIntervalSince1970 * 1000).rounded()))
        }
        guard let data = FileManager.default.contents(atPath: full(name)) else {
            return .failure(
                Unreadable(
                    diagnostic: Diagnostic(
                        .error, .fileUnreadable, file: name, line: 1, message: "This file cannot be read.",
                        help: "Check that the file exists and that the desk may read it.")))
        }
        return .success(SourceFile(path: name, bytes: [UInt8](data), modified: modified))
    }

    private static func missing(_ area: SourceName.Area, in path: String) -> Diagnostic {
        Diagnostic(
            .error, .folderMissing, file: area.folder, line: 1,
            message: "There is no folder \(area.folder)/ in \(path).",
            help: "Make the folder \(area.folder)/, or name the content folder with --content DIR.")
    }
}
