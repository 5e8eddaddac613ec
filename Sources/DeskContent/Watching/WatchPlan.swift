#if os(Linux)
import Foundation
import Glibc

/// Which folders must be watched, and what matters in each, for a content folder as it is just now.
struct WatchPlan {
    struct Place: Equatable {
        let path: String
        /// A folder of `faqs/` or `intents/`: every `.md` file and folder in it matters.
        var isContent = false
        /// What matters beside that: links on the way to the content, their targets, and the way itself.
        var names: Set<String> = []
        /// Whether the names are files whose text counts.
        var hasFiles = false
    }
    /// A chain of links longer than this is a ring (the kernel's own limit).
    static let mostLinks = 40
    private(set) var places: [String: Place] = [:]

    init(_ content: String) {
        let start = content.hasPrefix("/") ? content : FileManager.default.currentDirectoryPath + "/" + content
        _ = follow(start)
        for area in SourceName.Area.allCases {
            if let folder = follow(start + "/" + area.folder) { descend(folder) }
        }
    }

    static func isHidden(_ name: String) -> Bool { name.hasPrefix(".") }
    static func isContentFile(_ name: String) -> Bool { name.hasSuffix(".md") && !isHidden(name) }

    private mutating func change(_ path: String, _ body: (inout Place) -> Void) {
        body(&places[path, default: Place(path: path)])
    }

    private mutating func descend(_ folder: String) {
        guard places[folder]?.isContent != true else { return }
        change(folder) { $0.isContent = true }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        for name in names where !Self.isHidden(name) {
            let path = folder + "/" + name
            switch Kind(of: path) {
            case .folder: descend(path)
            // Links to folders inside are not followed, as when the content is read.
            case .link: if Self.isContentFile(name) { _ = follow(path, toFile: true) }
            case .file, .nothing: break
            }
        }
    }

    /// Goes along a path, link by link, and notes each place where it could be led elsewhere.
    ///
    /// - Returns: Where it ends, without links; nil when it leads nowhere.
    private mutating func follow(_ path: String, toFile: Bool = false) -> String? {
        var here = ""
        var ahead = path.split(separator: "/").map(String.init)[...]
        var links = 0
        while let name = ahead.popFirst() {
            if name == "." { continue }
            if name == ".." {
                here = Self.parent(of: here)
                continue
            }
            let next = here + "/" + name
            let kind = Kind(of: next)
            if kind == .link || kind == .nothing || ahead.isEmpty {
                change(here.isEmpty ? "/" : here) { place in
                    place.names.insert(name)
                    place.hasFiles = place.hasFiles || toFile
                }
            }
            switch kind {
            case .nothing: return nil
            case .folder, .file: here = next
            case .link:
                links += 1
                guard links <= Self.mostLinks,
                    let target = try? FileManager.default.destinationOfSymbolicLink(atPath: next)
                else { return nil }
                if target.hasPrefix("/") { here = "" }
                ahead = (target.split(separator: "/").map(String.init) + ahead)[...]
            }
        }
        return here.isEmpty ? "/" : here
    }

    private static func parent(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
    }

    /// What stands at a path, links not followed.
    enum Kind: Equatable {
        case nothing, folder, file, link

        init(of path: String) { self = Self.look(at: path).kind }

        /// Made just now, and being written: the closing will be heard.
        static func isBeingWritten(_ path: String) -> Bool {
            let (kind, names) = look(at: path)
            return kind == .file && names == 1
        }

        private static func look(at path: String) -> (kind: Kind, names: Int) {
            var info = stat()
            guard lstat(path, &info) == 0 else { return (.nothing, 0) }
            switch info.st_mode & S_IFMT {
            case S_IFDIR: return (.folder, 1)
            case S_IFLNK: return (.link, 1)
            default: return (.file, Int(info.st_nlink))
            }
        }
    }
}
#endif
