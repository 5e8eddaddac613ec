import ArgumentParser
import DeskMatrix
import Foundation

extension MatrixCommand {
    struct Registration: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "registration",
            abstract: "Writes the file by which a homeserver knows the desk as an application service.",
            discussion: """
                For whoever runs the homeserver: it tells the desk of everything by itself, without limits on how much the desk \
                says, and agents speak under their own names. The file holds two secrets, and is for its owner alone to read.
                """)
        @Option(help: "Where the homeserver finds the desk, such as http://127.0.0.1:9009.")
        var url: String
        @Option(help: "The application service's name on the homeserver.")
        var id = "rapport"
        @Option(help: "The desk's user, before the colon.")
        var sender = "support"
        @Option(help: "What the agents' users begin with.")
        var prefix = "rapport_"
        @Option(name: .shortAndLong, help: "The file.")
        var output = "rapport-registration.yaml"

        func validate() throws {
            guard url.hasPrefix("http://") || url.hasPrefix("https://"), let host = URL(string: url)?.host,
                !host.isEmpty
            else { throw ValidationError("--url: expected an address such as http://127.0.0.1:9009, found `\(url)`") }
            guard id.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }), !id.isEmpty
            else {
                throw ValidationError("--id: expected letters, digits, - _ and ., found `\(id)`")
            }
            for (name, text) in [("--sender", sender), ("--prefix", prefix)]
            where !AppServiceRegistration.isValid(localpart: text) {
                throw ValidationError("\(name): expected small letters, digits and . _ = - / +, found `\(text)`")
            }
            guard !sender.hasPrefix(prefix) else {
                throw ValidationError("--sender: `\(sender)` begins like the agents' users: choose another --prefix")
            }
        }

        func run() async throws {
            let path = (output as NSString).standardizingPath
            try write(to: path)
            let address = URL(string: url)
            let whole = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
            say(
                """
                \(output) is made, for you alone to read. The homeserver must be able to read it, too.

                1. Name it in the homeserver's configuration. For Synapse, in homeserver.yaml:

                     app_service_config_files:
                       - \(whole)

                2. Restart the homeserver.
                3. Put this below `gateways:` in the desk's configuration, and start the desk:

                     - kind: matrix-appservice
                       homeserver: https://matrix.example.org      # yours
                       registration: \(whole)
                       listen: \(address.flatMap(Self.listening) ?? "127.0.0.1:9009")
                """)
        }

        /// On the machine that the address names.
        private static func listening(_ url: URL) -> String? {
            guard let host = url.host, let port = url.port else { return nil }
            return ["127.0.0.1", "localhost", "::1"].contains(host) ? "127.0.0.1:\(port)" : "0.0.0.0:\(port)"
        }

        /// Never over another one: its tokens may be in use.
        private func write(to path: String) throws {
            let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL, 0o600)
            guard descriptor >= 0 else {
                throw Complaint(
                    errno == EEXIST
                        ? "\(output) is there already: its tokens may be in use. Move it away, or choose another file with -o"
                        : "\(output): cannot be written: \(String(cString: strerror(errno)))")
            }
            let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
            try file.write(contentsOf: Data(yaml.utf8))
        }

        private var yaml: String {
            """
            # The desk as an application service. The homeserver reads this file as well; both must be restarted after a change.
            id: \(id)
            url: \(url)
            # Secrets: what the desk shows to the homeserver, and the homeserver to the desk.
            as_token: \(Self.token())
            hs_token: \(Self.token())
            sender_localpart: \(sender)
            rate_limited: false
            namespaces:
              users:
                # The desk, and its agents.
                - exclusive: true
                  regex: '@\(Self.pattern(sender)):.*'
                - exclusive: true
                  regex: '@\(Self.pattern(prefix)).*'
              aliases: []
              rooms: []

            """
        }

        /// Dots and plus signs stand for themselves.
        private static func pattern(_ localpart: String) -> String {
            localpart.replacing(".", with: "\\.").replacing("+", with: "\\+")
        }

        /// 256 bits of chance, in hexadecimal digits.
        private static func token() -> String {
            (0..<4).map { _ in
                let digits = String(UInt64.random(in: 0 ... .max), radix: 16)
                return String(repeating: "0", count: 16 - digits.count) + digits
            }.joined()
        }
    }
}
