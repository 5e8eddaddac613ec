import Foundation
import ProgramKit

/// Where customers come by the dozen.
protocol Laden {
    var homeserver: Homeserver { get }
    var desk: Desk { get }
    /// The desk's user id.
    var support: String { get }
    /// A port that nobody else has.
    var listener: UInt16 { get }
    /// Whose messages are answers beside the desk's: a regular expression for user ids.
    var ghosts: String? { get }
}

extension MatrixScene: Laden {
    var ghosts: String? { nil }
}

/// Customers by the dozen: `mxload.py gap`, which counts what was lost, repeated or out of order.
struct LoadDriver {
    struct Figures: Decodable, Sendable {
        let sent: Int
        let answered_once: Int
        let never: Int
        let more_than_once: Int
        let in_order: Bool
        let seconds: Double
    }

    /// Each has an answer that names it.
    private static let questions = MatrixTools.support + "/questions.jsonl"

    static func writeContent(_ folder: Folder) throws {
        let answer = try Program.run([
            MatrixTools.clients.python(), MatrixTools.support + "/mxload.py", "content", folder.path, "--questions",
            questions,
        ])
        guard answer.status == 0 else { throw Trouble("no content: \(answer.errors)") }
    }

    let scene: any Laden
    var customers = 1
    var messages: Int
    /// Seconds that the last answer may take.
    var patience = 30

    /// The desk is stopped while all is written.
    func freezing() throws -> Figures { try run(["--bot-pid", "\(scene.desk.pid)"]) }

    /// While all is written, something else happens.
    func during(_ change: () throws -> Void) throws -> Figures {
        let marks = try Folder()
        let (begin, end) = (marks.path + "/begin", marks.path + "/end")
        let waiting = "touch \(begin); while [ ! -e \(end) ]; do sleep 0.05; done"
        return try run(["--restart", waiting]) {
            let hasBegun = eventually(within: 120) { FileManager.default.fileExists(atPath: begin) ? true : nil }
            guard hasBegun == true else { throw Trouble("nobody has written for two minutes") }
            try change()
            try marks.write("", to: "end")
        }
    }

    func plain() throws -> Figures { try during {} }

    private func run(_ way: [String], meanwhile: () throws -> Void = {}) throws -> Figures {
        let server = scene.homeserver
        // Of the driver's customers, whose prefix nobody else has.
        let prefix = "load-\(scene.listener)-"
        try server.accounts((0..<customers).map { "\(prefix)\($0)" })
        let command =
            [
                try MatrixTools.clients.python(), MatrixTools.support + "/mxload.py", "gap", "--hs", server.url,
                "--bot",
                scene.support, "--user-prefix", prefix, "--password", Homeserver.password, "--users", "\(customers)",
                "--messages", "\(messages)", "--questions", Self.questions, "--answer-timeout", "\(patience)",
            ] + (scene.ghosts.map { ["--also", $0] } ?? [])
        let answer = try Program.run(command + way, within: Double(120 + 6 * patience), meanwhile: meanwhile)
        guard let figures = try? JSONDecoder().decode(Figures.self, from: Data(answer.output.utf8)) else {
            throw Trouble("the driver said: \(answer.output) \(answer.errors.suffix(2000))")
        }
        return figures
    }
}

extension LoadDriver.Figures {
    /// All were answered, once each, in the order in which they were asked.
    func mustBeWhole(_ count: Int) throws {
        guard sent == count, answered_once == count, in_order else { throw Trouble("\(self)") }
        print("\(sent) messages answered once each, the last \(seconds) s after the last question")
    }
}
