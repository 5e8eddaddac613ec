import ArgumentParser
import DeskContent
import DeskCore
import Foundation

struct New: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Begins a new article or intent, with hints in the file.",
        subcommands: [Article.self, Intent.self])

    struct Article: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Writes faqs/NAME.md, a draft.")
        @OptionGroup var options: Options

        func run() throws { try options.write(below: "faqs", Skeleton.article) }
    }

    struct Intent: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Writes intents/NAME.md, a draft.")
        @OptionGroup var options: Options

        func run() throws { try options.write(below: "intents", Skeleton.intent) }
    }

    struct Options: ParsableArguments {
        @OptionGroup var config: ConfigOptions
        @OptionGroup var content: ContentOptions
        @Argument(help: "Where it stands, such as orders/gift-wrap.")
        var name: String

        func write(below area: String, _ original: (_ name: String) -> String) throws {
            let configuration = try config.read(content: content.content)
            // Whoever types the path they see in the folder means the same file.
            var name = name.hasSuffix(".md") ? String(name.dropLast(3)) : name
            if name.hasPrefix(area + "/") { name = String(name.dropFirst(area.count + 1)) }
            try check(name)
            let folder = configuration.shown(area)
            let path = "\(folder)/\(name).md"
            guard !FileManager.default.fileExists(atPath: path) else {
                throw Complaint("\(path) exists already. Open it in your editor, or choose another name.")
            }
            try refuseVariants(name, configuration, in: folder)
            try FileManager.default.createDirectory(
                at: URL(fileURLWithPath: path).deletingLastPathComponent(), withIntermediateDirectories: true)
            // Never over a file that somebody has made meanwhile.
            try Data(original(name).utf8).write(to: URL(fileURLWithPath: path), options: .withoutOverwriting)
            say("\(path) is there. Write it, then: rapport check, and rapport ask \"a question\".")
        }

        private func check(_ name: String) throws {
            let parts = name.split(separator: "/", omittingEmptySubsequences: false)
            let isPart: (Substring) -> Bool = { part in
                !part.isEmpty && !part.hasPrefix(".") && part.utf8.count <= 100
                    && part.allSatisfy { $0.isLetter || $0.isNumber || "-_.".contains($0) }
            }
            guard parts.allSatisfy(isPart) else {
                throw Complaint(
                    "“\(name)” is no name for a file: type letters, digits and hyphens, with / between folder and "
                        + "name, such as orders/gift-wrap.")
            }
        }

        /// A skeleton of a variant would be said at once where its original is live.
        private func refuseVariants(_ name: String, _ configuration: Configuration, in folder: String) throws {
            guard let dot = name.lastIndex(of: "."),
                configuration.languages.contains(Language(String(name[name.index(after: dot)...])))
            else { return }
            let original = "\(folder)/\(name[..<dot]).md"
            throw Complaint(
                "“\(name)” would be a variant of \(original): copy that file to \(folder)/\(name).md, and translate "
                    + "its title, its questions and its text. Delete the other keys there.")
        }
    }
}
