import ArgumentParser
import CurlHTTP
import DeskMatrix
import Foundation

struct MatrixCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "matrix", abstract: "The desk on Matrix.", subcommands: [LogIn.self, Registration.self])

    struct LogIn: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "login",
            abstract: "Logs the desk in on a homeserver, and says what to put into the configuration.",
            discussion: """
                Asks for what it is not told. Make an account for the desk first, as you would make your own. The token is \
                written into the data folder, for you alone to read; the password is kept nowhere. Where no configuration \
                is there yet, one is made.
                """)
        @Argument(help: "The desk's user, such as @support:example.org, or the homeserver's address.")
        var place: String?
        @Option(help: "The user, where only the homeserver's address is given.")
        var user: String?
        @Flag(help: "Reads the password from standard input.")
        var passwordStdin = false
        @Flag(help: "Reads an access token from standard input instead, where the server knows no passwords.")
        var tokenStdin = false
        @Option(help: "The gateway's name in the configuration.")
        var name = "matrix"
        @OptionGroup var config: ConfigOptions
        @OptionGroup var data: DataOptions

        func run() async throws {
            let http = HTTPClient(HTTPOptions(userAgent: "Rapport/\(Rapport.version)"))
            defer { http.close() }
            let place = try Terminal.answer(place, to: "The desk's user, such as @support:example.org")
            let login = try await complaining { try await MatrixLogin.at(place, http: http) }
            say("\(login.base) is a Matrix homeserver.")
            let session = try await complaining { try await self.session(login, place) }
            say("Logged in as \(session.user).")
            try write(session, at: login.base)
        }

        private func session(_ login: MatrixLogin, _ place: String) async throws -> MatrixLogin.Session {
            if tokenStdin { return try await login.owner(of: Terminal.line("the token")) }
            let isUser = place.hasPrefix("@")
            let user = try Terminal.answer(isUser ? place : user, to: "The desk's user, such as support")
            let password =
                try passwordStdin ? Terminal.line("the password") : Terminal.secret("The password of \(user)")
            return try await login.logIn(user: user, password: password)
        }

        private func complaining<Answer>(_ body: () async throws -> Answer) async throws -> Answer {
            do {
                return try await body()
            } catch let failure as MatrixLogin.Failure {
                throw Complaint("\(failure)")
            }
        }

        private func write(_ session: MatrixLogin.Session, at base: String) throws {
            let exists = config.file.map(FileManager.default.fileExists(atPath:)) ?? false
            let folder = try data.data ?? (exists ? config.read() : Configuration()).data
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            let token = (folder as NSString).appendingPathComponent("\(name).token")
            // Made for its owner alone before anything stands in it.
            try? FileManager.default.removeItem(atPath: token)
            guard
                FileManager.default.createFile(
                    atPath: token, contents: Data((session.token + "\n").utf8), attributes: [.posixPermissions: 0o600])
            else { throw Complaint("\(token): cannot be written") }
            say("The token is in \(token).")
            let group = """
                  - kind: matrix
                    name: \(name)
                    homeserver: \(base)
                    user: '\(session.user)'
                    token: file:\(token)
                """
            let file = config.file ?? "rapport.yaml"
            if FileManager.default.fileExists(atPath: file) {
                say("\nPut this below `gateways:` in \(file):\n\n\(group)\n")
            } else {
                let text = """
                    # `rapport.example.yaml` shows all that can be set.
                    data: \(folder)
                    gateways:
                      - kind: irc-listener      # where agents work, on this machine
                        listen: 127.0.0.1:6667
                    \(group)

                    """
                try text.write(toFile: file, atomically: true, encoding: .utf8)
                say("\(file) is made.")
            }
            say(
                """
                Then start the desk:  rapport serve --config \(file)
                and begin a chat with \(session.user) from any Matrix client.
                """)
        }
    }
}

/// Questions to whoever sits at the terminal.
private enum Terminal {
    /// What was given, or what is typed.
    static func answer(_ given: String?, to question: String) throws -> String {
        if let given, !given.isEmpty { return given }
        guard isatty(STDIN_FILENO) == 1 else { throw Complaint("missing: \(question)") }
        FileHandle.standardOutput.write(Data((question + ": ").utf8))
        return try line("an answer")
    }

    /// Not shown as it is typed.
    static func secret(_ question: String) throws -> String {
        guard isatty(STDIN_FILENO) == 1 else {
            throw Complaint("nobody is there to type a password: use --password-stdin")
        }
        guard let text = getpass(question + ": "), text.pointee != 0 else { throw Complaint("no password was typed") }
        return String(cString: text)
    }

    static func line(_ what: String) throws -> String {
        let text = readLine()?.trimmingCharacters(in: .whitespaces) ?? ""
        guard !text.isEmpty else { throw Complaint("\(what) is missing on standard input") }
        return text
    }
}
