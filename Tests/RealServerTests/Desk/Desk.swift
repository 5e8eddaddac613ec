import Foundation
import Glibc
import ProgramKit

/// The real `rapport serve` with a gateway on somebody else's network, its content and its data.
final class Desk {
    static let nick = "acme-desk"
    /// What all its nicks begin with: a longer one might be cut where the nick is taken.
    static let stem = "acme-des"
    /// The name before the host in what others see.
    static let user = "support"
    static let channel = "#acme"
    static let staffChannel = "#acme-staff"

    private let place: Folder
    private let content: Folder
    /// The first is the one that is waited for.
    private let gateways: [any GatewayGroup]
    private let isLearned: Bool
    private var program: Program?
    private var starts = 0
    var data: String { place.path + "/data" }

    /// - Parameter articles: What it has to say; without it, the tables and benches of `Article`.
    init(_ gateways: any GatewayGroup..., articles: ((Folder) throws -> Void)? = nil) throws {
        (place, content) = (try Folder(), try Folder())
        (self.gateways, isLearned) = (gateways, articles == nil)
        if let articles {
            try Voice.makeContent(in: content, of: ["intents"])
            try articles(content)
        } else {
            try Article.makeContent(in: content)
        }
        try place.write(
            """
            content: \(content.path)
            data: \(data)
            log:
              level: debug
            conversation:
              turn_pause: 300ms
            gateways:
            \(gateways.map(\.yaml).joined())
            """, to: "rapport.yaml")
        if isLearned { try Learned.give(to: data) }
    }

    deinit { kill() }

    static let agentPassword = "correct-horse"

    /// Makes an agent, with a login for the desk's own gateway.
    func hire(_ agent: String) throws {
        try Rapport.must(
            ["agent", "add", agent, "--password-stdin", "--data", data], input: Self.agentPassword + "\n")
    }

    /// Makes an agent of whoever has this account on the network.
    func employ(_ agent: String) throws {
        try hire(agent)
        try Rapport.must(["agent", "link", agent, "\(gateways[0].name):\(agent)", "--data", data])
    }

    // MARK: - Running

    /// Starts, and waits until the gateway is on the network.
    ///
    /// - Returns: The nick that it got.
    @discardableResult
    func open(within seconds: Double = 60) throws -> String {
        try start()
        let nick = try mustBePresent(within: seconds)
        if isLearned { try Learned.keep(from: data) }
        return nick
    }

    /// Starts without waiting for the network.
    func start() throws {
        starts += 1
        let files = try Program.Files(
            input: Glibc.open("/dev/null", O_RDONLY | O_CLOEXEC), output: Rapport.create(path("out")),
            errors: Rapport.create(path("err")))
        defer { for file in [files.input, files.output, files.errors] { close(file) } }
        program = try Program(Rapport.binary(), ["serve", "--config", place.path + "/rapport.yaml"], files)
    }

    /// SIGKILL: no farewell on the network, nothing written any more.
    func kill() {
        program?.signal(SIGKILL)
        _ = program?.end(within: 20)
        program = nil
    }

    /// SIGSTOP: it is there and does nothing, until it is thawed.
    func freeze() { program?.signal(SIGSTOP) }
    func thaw() { program?.signal(SIGCONT) }

    var pid: pid_t { program?.pid ?? 0 }
    var isRunning: Bool { program?.hasEnded == false }

    private func path(_ kind: String) -> String { place.path + "/\(kind)\(starts)" }
    /// What it has printed and logged since it was started last.
    var output: String { Rapport.text(path("out")) }
    var log: String { Rapport.text(path("err")) }

    // MARK: - What it says of itself

    /// Waits for the line that says so: `acme-desk on 127.0.0.1:16667 (net)`.
    private func mustBePresent(within seconds: Double) throws -> String {
        let nick = eventually(within: seconds) { () -> String? in
            if program?.hasEnded != false { return "" }
            let line = output.split(separator: "\n").first { $0.hasSuffix(" (\(gateways[0].name))") }
            return line.map { String($0.prefix { $0 != " " }) }
        }
        guard let nick, !nick.isEmpty else {
            throw Trouble("the gateway was not there within \(seconds) s: \(output.suffix(500)) \(log.suffix(3000))")
        }
        return nick
    }

    func mustLog(_ words: String, within seconds: Double = 30) throws {
        guard eventually(within: seconds, { log.localizedCaseInsensitiveContains(words) ? true : nil }) == true else {
            throw Trouble("waited \(seconds) s in vain for “\(words)” in the log: \(log.suffix(3000))")
        }
    }

    // MARK: - What it keeps

    func transcript() throws -> [Row] { try Transcript(data: data).rows }
    func queue() throws -> [QueueRow] { try Transcript.queue(data: data) }

    /// Waits until these words are on the disk.
    @discardableResult
    func mustKeep(_ words: String, within seconds: Double = 20) throws -> Row {
        let row = try eventually(within: seconds) { try transcript().first { $0.text.contains(words) } }
        guard let row else { throw Trouble("“\(words)” was not kept within \(seconds) s: \(log.suffix(3000))") }
        return row
    }
}
