import Foundation

/// The desk's own lines, worded so that a program can tell them apart; the rest is the starter content.
package enum Voice {
    package static let greeting = "VOICE greeting"
    package static let handOver = "VOICE hand-over"
    package static let word = "VOICE word"
    package static let welcomeBack = "VOICE welcome-back"
    package static let takeover = "VOICE takeover"
    package static let closing = "VOICE closing"
    package static let reopened = "VOICE reopened"
    package static let botBack = "VOICE bot-back"
    package static let solved = "VOICE solved"
    package static let noted = "VOICE noted"

    private static let files = ["greeting": greeting, "solved": solved]
    /// By file and part.
    private static let lines = [
        "waiting": ["hand-over": handOver + " place {place}", "reopened": reopened, "noted": noted],
        "come-back": ["word": word + " {word}", "welcome": welcomeBack + " {name}"],
        "agents": ["takeover": takeover + " {agent}", "closing": closing + " {agent}", "bot-back": botBack],
    ]

    /// Copies the starter content into a folder, with these lines over it.
    ///
    /// - Parameter parts: Without `faqs` a build for debugging has little to learn, and starts at once.
    package static func makeContent(in folder: Folder, of parts: [String] = ["faqs", "intents"]) throws {
        for name in parts {
            try FileManager.default.copyItem(atPath: Rapport.repository + "/" + name, toPath: folder.path + "/" + name)
        }
        for (name, text) in files {
            try folder.write("---\naction: voice\n---\n\(text)\n", to: "intents/desk/\(name).md")
        }
        for (name, lines) in lines {
            let path = "intents/desk/\(name).md"
            try folder.write(replacing(lines, in: Rapport.text(folder.path + "/" + path)), to: path)
        }
    }

    /// The lines below some headings of a file, in place of what stands there.
    private static func replacing(_ lines: [String: String], in text: String) -> String {
        let sections = text.components(separatedBy: "\n## ")
        return sections.map { section in
            guard let heading = section.split(separator: "\n").first,
                let line = lines.first(where: { heading.hasSuffix("{#\($0.key)}") })?.value
            else { return section }
            return "\(heading)\n\n\(line)\n"
        }.joined(separator: "\n## ")
    }

    /// The titles of all English articles: each is a phrasing of one article only, so it is always answered by it.
    package static func questions() throws -> [String] {
        let root = Rapport.repository + "/faqs"
        let names = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
        let titles = names.filter { $0.hasSuffix(".md") && !$0.hasSuffix(".de.md") }.sorted().compactMap { name in
            Rapport.text(root + "/" + name).split(separator: "\n").first { $0.hasPrefix("title: ") }?.dropFirst(7)
        }
        // Shorter ones could be taken for a choice on offer.
        let fit = titles.filter { $0.split(separator: " ").count > 3 }.map(String.init)
        guard fit.count >= 10 else { throw Trouble("the starter content has too few articles for this test") }
        return fit
    }
}
