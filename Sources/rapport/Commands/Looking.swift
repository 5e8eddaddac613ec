import ArgumentParser
import DeskCore
import DeskRuntime
import DeskStore

struct QueueCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queue", abstract: "Who waits, and who has whom; also while the desk runs.")

    @OptionGroup var data: LoginDataOptions
    @Flag(help: "One JSON object a line.") var json = false

    private struct Row: Encodable {
        let `case`: Int
        let customer: String
        let gateway: String
        let opened_at: String
        let due: String
        let agent: String?
        let last_words: String
    }

    func run() async throws {
        let rows = try await SQLiteStore.existing(in: try data.folder()).board()
        guard json else { return say(LookText.board(rows, now: Time.system.now())) }
        for row in rows {
            try sayJSON(
                Row(
                    case: row.number, customer: row.customer, gateway: row.gateway.rawValue,
                    opened_at: row.openedAt.iso8601, due: row.due.iso8601, agent: row.agent?.rawValue,
                    last_words: row.lastWords))
        }
    }
}

struct TranscriptCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "transcript", abstract: "What was said; also while the desk runs.")

    @OptionGroup var data: LoginDataOptions
    @Flag(help: "One JSON object a line.") var json = false
    @Option(name: .customLong("case"), help: "Only this case's conversation.") var number: Int?
    @Option(help: "Only this conversation, such as c12.") var conversation: String?

    func run() async throws {
        let rows = try await SQLiteStore.existing(in: try data.folder()).transcript(
            conversation: conversation.map { ConversationID($0) }, case: number)
        for row in rows {
            json ? try sayJSON(row) : say("\(row.at) \(row.conversation) \(row.author): \(row.text)")
        }
    }
}
