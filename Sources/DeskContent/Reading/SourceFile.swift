public import DeskCore

/// One file of the content folder, as it was read.
public struct SourceFile: Equatable, Sendable {
    /// Below the content folder, with `/`: `faqs/warranty/duration.md`.
    public let path: String
    public let bytes: [UInt8]
    /// When it was last changed, where that is known: a variant much older than its original is told.
    public let modified: Timestamp?
    /// In bytes; more than `bytes` holds where the file was too large to be read.
    let trueSize: Int

    public init(path: String, bytes: [UInt8], modified: Timestamp? = nil) {
        self.init(path: path, bytes: bytes, trueSize: bytes.count, modified: modified)
    }

    init(path: String, bytes: [UInt8], trueSize: Int, modified: Timestamp?) {
        self.path = path
        self.bytes = bytes
        self.trueSize = trueSize
        self.modified = modified
    }
}

/// What a file's path says: where it belongs, its name and its language.
struct SourceName: Hashable {
    enum Area: String, CaseIterable {
        case faqs, intents

        var folder: String { rawValue }
    }

    static let voiceFolder = "desk/"

    let area: Area
    /// Below the area, without language and `.md`: `warranty/duration`.
    let name: String
    let language: Language

    /// Nil where the path is neither below `faqs/` nor below `intents/`.
    init?(path: String, languages: [Language], defaultLanguage: Language) {
        guard let area = Area.allCases.first(where: { path.hasPrefix($0.folder + "/") }) else { return nil }
        self.area = area
        var name = path.dropFirst(area.folder.count + 1)
        if name.hasSuffix(".md") { name = name.dropLast(3) }
        let file = name.split(separator: "/").last ?? name
        if let dot = file.lastIndex(of: "."), languages.contains(Language(String(file[file.index(after: dot)...]))) {
            language = Language(String(file[file.index(after: dot)...]))
            self.name = String(name[..<dot])
        } else {
            language = defaultLanguage
            self.name = String(name)
        }
    }

    /// The same in another language.
    init(_ name: SourceName, in language: Language) {
        area = name.area
        self.name = name.name
        self.language = language
    }

    var isVoice: Bool { area == .intents && name.hasPrefix(Self.voiceFolder) }

    var id: ContentID { area == .faqs ? ContentID(name) : ContentID("intent:" + name) }
}
