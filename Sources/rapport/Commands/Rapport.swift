import ArgumentParser
import DeskCore
import Foundation

@main
struct Rapport: AsyncParsableCommand {
    static let version = "0.1.0"
    static let configuration = CommandConfiguration(
        commandName: "rapport",
        abstract: "A support desk that lives in chat.",
        discussion: """
            Customers write over IRC, on Matrix or in a terminal. What the Markdown files in faqs/ and intents/ answer is answered; \
            what they do not goes to a person. Every word is kept before anyone sees a reply.

            Begin with:  rapport serve
            Then connect any IRC client to 127.0.0.1:6667 and say something to `support`.
            """,
        version: Self.version,
        subcommands: [
            Serve.self, Chat.self, Ask.self, Check.self, Eval.self, New.self, Format.self, Reload.self, Gaps.self,
            Learn.self,
            AgentCommand.self, CustomerCommand.self, MatrixCommand.self, QueueCommand.self, TranscriptCommand.self,
        ])
}

/// `--content DIR`
struct ContentOptions: ParsableArguments {
    @Option(help: "The folder that holds faqs/ and intents/.")
    var content: String?
}

/// `--data DIR`
struct DataOptions: ParsableArguments {
    @Option(help: "The folder that holds the database.")
    var data: String?
}

/// `--config FILE`
struct ConfigOptions: ParsableArguments {
    @Option(
        name: .customLong("config"),
        help: "The configuration, a YAML file. RAPPORT_A_B in the environment sets a.b over it.")
    var file: String?

    /// The configuration with the options of the command line over it.
    func read(content: String? = nil, data: String? = nil) throws -> Configuration {
        var configuration = try ConfigurationFile.read(file, environment: ProcessInfo.processInfo.environment)
        if let content { configuration.content = content }
        if let data { configuration.data = data }
        return configuration
    }
}

/// Something the person at the command line must mend.
struct Complaint: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// What goes to standard error.
func complain(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }

/// "1 error", "2 errors", "3 people".
func counted(_ count: Int, _ one: String, _ many: String? = nil) -> String {
    count == 1 ? "1 \(one)" : "\(count) \(many ?? one + "s")"
}

extension Configuration {
    /// A path below the content folder, as seen from here.
    func shown(_ path: String) -> String { content == "." ? path : content + "/" + path }
}

/// Prints and flushes, so that whoever reads a pipe sees it now.
func say(_ text: String) { FileHandle.standardOutput.write(Data((text + "\n").utf8)) }

/// One JSON object a line, keys sorted.
func sayJSON(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    say(String(decoding: try encoder.encode(value), as: UTF8.self))
}
