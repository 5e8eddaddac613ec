import ArgumentParser
import DeskContent
import Foundation

struct Format: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fmt", abstract: "Puts front matter in order, without touching the text below it.",
        discussion: "Without a file: everything below faqs/ and intents/. What cannot be read is left as it is.")

    @OptionGroup var config: ConfigOptions
    @OptionGroup var content: ContentOptions
    @Flag(help: "Changes nothing; names the files that would change, and exits with 1 if there are any.")
    var check = false
    @Argument(help: "Files to put in order.")
    var files: [String] = []

    func run() throws {
        let configuration = try config.read(content: content.content)
        var count = 0
        for path in files.isEmpty ? Self.all(in: configuration.content) : files {
            guard let text = try Self.changed(path) else { continue }
            count += 1
            if !check { try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic) }
            say(path)
        }
        if check, count > 0 { throw ExitCode(1) }
    }

    /// The text in order; nil where it is so already, or cannot be read.
    private static func changed(_ path: String) throws -> String? {
        guard let data = FileManager.default.contents(atPath: path) else { throw Complaint("\(path) cannot be read.") }
        guard let text = String(data: data, encoding: .utf8), let formatted = FrontMatterFormat.formatted(text) else {
            return nil
        }
        return formatted.utf8.elementsEqual(text.utf8) ? nil : formatted
    }

    private static func all(in folder: String) -> [String] {
        ["faqs", "intents"].flatMap { area in
            let root = folder + "/" + area
            return ((try? FileManager.default.subpathsOfDirectory(atPath: root)) ?? [])
                .filter { $0.hasSuffix(".md") && !$0.split(separator: "/").contains { $0.hasPrefix(".") } }
                .sorted().map { root + "/" + $0 }
        }
    }
}
