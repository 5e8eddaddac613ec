import DeskCore
import Foundation

/// Links from one content file to another: customers cannot follow them, and some lead nowhere at all.
struct LinkChecks {
    var lines: SourceLines
    let languages: [Language]
    let defaultLanguage: Language

    mutating func check(_ links: [(file: String, link: RelativeLink)]) -> [Diagnostic] {
        links.map { check($0.link, in: $0.file) }
    }

    private mutating func check(_ link: RelativeLink, in file: String) -> Diagnostic {
        let path = link.destination.prefix { $0 != "#" && $0 != "?" }
        let fragment = link.destination.drop { $0 != "#" }.dropFirst()
        let target = path.isEmpty ? file : Self.resolve(Self.decoded(path), from: file)
        if let target, target.hasSuffix(".md"), !lines.exists(target) {
            return dead(link, in: file, "There is no file \(target).")
        }
        guard let target else { return dead(link, in: file, "`\(path)` leads out of the content folder.") }
        if !fragment.isEmpty, lines.exists(target), !anchors(of: target).contains(Self.decoded(fragment)) {
            return dead(link, in: file, "There is no section `#\(fragment)` in \(target).")
        }
        return relative(link, to: target, in: file)
    }

    private func dead(_ link: RelativeLink, in file: String, _ message: String) -> Diagnostic {
        Diagnostic(
            link.isOnPage ? .warning : .error, .linkDead, file: file, line: link.line, column: link.column,
            message: message, help: "Type the whole address, beginning with https://, or write it without a link.")
    }

    private func relative(_ link: RelativeLink, to target: String, in file: String) -> Diagnostic {
        let name = SourceName(path: target, languages: languages, defaultLanguage: defaultLanguage)
        let help =
            target != file && target.hasSuffix(".md") && name?.isVoice == false
            ? "Name it in the front matter instead: `related: [\(name?.id.rawValue ?? "")]`."
            : "Type the whole address, beginning with https://, or say it in words."
        return Diagnostic(
            .warning, .linkRelative, file: file, line: link.line, column: link.column,
            message: "Customers in a chat cannot follow `\(link.destination)`: they read its words only.", help: help)
    }

    /// The path below the content folder; nil where it leads out of it. A leading `/` is the content folder.
    static func resolve(_ path: String, from file: String) -> String? {
        var parts = path.hasPrefix("/") ? [] : file.split(separator: "/").dropLast().map(String.init)
        for part in path.split(separator: "/") {
            switch part {
            case ".": continue
            case "..":
                guard parts.popLast() != nil else { return nil }
            default: parts.append(String(part))
            }
        }
        return parts.joined(separator: "/")
    }

    private static func decoded(_ text: some StringProtocol) -> String {
        String(text).removingPercentEncoding ?? String(text)
    }

    /// What `#…` may name: headings as GitHub and as this desk turns them into anchors, typed ids and HTML anchors.
    private mutating func anchors(of path: String) -> Set<String> {
        let source = lines.all(of: path)
        var ignored = Problems(file: path)
        let start = FrontMatter(source, problems: &ignored)?.bodyIndex ?? 0
        let body = Array(source.dropFirst(start))
        var found: Set<String> = ["top"]
        MarkdownTree(body).withBlocks { nodes in
            for node in nodes where node.isHeading {
                let title = PageTitle(node.words)
                found.formUnion([Source.slug(title.text), Self.gitHubAnchor(node.words.trimmed)])
                if let name = title.name { found.insert(name) }
            }
        }
        for line in body {
            for match in line.matches(of: /(?:name|id)\s*=\s*["']?([^"'>\s]+)/) { found.insert(String(match.1)) }
        }
        return found
    }

    /// Lower case, no punctuation, hyphens for spaces.
    private static func gitHubAnchor(_ heading: String) -> String {
        String(
            heading.lowercased().compactMap { character -> Character? in
                if character == " " { return "-" }
                return character.isLetter || character.isNumber || "-_".contains(character) ? character : nil
            })
    }
}
