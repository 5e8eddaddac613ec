import DeskCore
import DeskMatrix
import Foundation
import Yams

extension Setting where Target == AppServiceOptions {
    /// What can be set of a gateway of kind `matrix-appservice`. Nothing of it changes while the desk runs.
    static var all: [Setting] {
        [
            Setting("name", \.account.id) { text throws(UnfitValue) in GatewayID(try Values.name(text)) },
            Setting("homeserver", \.account.homeserver, Values.homeserver),
            Setting("registration", \.registration, Values.registration),
            Setting("listen", \.address, Values.address),
            Setting("server_name", \.serverName, Values.serverName),
            Setting("ca", \.account.authorities, Values.file),
            Setting("answers", \.account.answers, Values.matrixAnswers),
            Setting("forget_after", \.account.forgetAfter, Values.days),
            Setting("staff_room", \.account.staffRoom, Values.matrixRoom),
            Setting("ignore", \.account.ignored, isList: true, Values.patterns),
            Setting("invitations.allow", \.account.invitations.allowed, isList: true, Values.patterns),
            Setting("invitations.deny", \.account.invitations.denied, isList: true, Values.patterns),
            Setting("invitations.per_sender", \.account.invitations.perSender) { text throws(UnfitValue) in
                try Values.whole(text, 1...10_000)
            },
            Setting("invitations.in_all", \.account.invitations.inAll) { text throws(UnfitValue) in
                try Values.whole(text, 1...10_000)
            },
        ]
    }
}

extension AppServiceOptions {
    /// Where the homeserver's transactions are taken.
    fileprivate var address: Values.Address {
        get { Values.Address(host: host, port: port) }
        set { (host, port) = (newValue.host, newValue.port) }
    }

    /// What is wrong with all of it together.
    var problems: [String] {
        var problems: [String] = []
        if account.homeserver.isEmpty {
            problems.append("`homeserver` is missing: an address such as https://matrix.example.org, or example.org")
        }
        if registration == nil {
            problems.append("`registration` is missing: the file that `rapport matrix registration` makes")
        }
        return problems
    }
}

extension Values {
    static func matrixAnswers(_ text: String) throws(UnfitValue) -> MatrixOptions.Answers {
        guard let kind = MatrixOptions.Answers(rawValue: text) else { throw .init(expected: "notice or text") }
        return kind
    }

    /// A day or more.
    static func days(_ text: String) throws(UnfitValue) -> Duration {
        let time = try duration(text)
        guard time >= .seconds(86_400) else { throw .init(expected: "24h or more, such as 720h") }
        return time
    }

    /// What stands behind the colon of user ids: it may hold a port.
    static func serverName(_ text: String) throws(UnfitValue) -> String? {
        guard !text.isEmpty else { return nil }
        guard MatrixOptions.isValid(user: "@a:" + text), !text.contains("/"), !text.contains("@") else {
            throw .init(expected: "what stands behind the colon of user ids, such as example.org")
        }
        return text
    }

    /// The file of an application service, which the homeserver reads as well.
    static func registration(_ path: String) throws(UnfitValue) -> AppServiceRegistration? {
        guard !path.isEmpty else { return nil }
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw .init(
                expected: "the path of a file that the desk can read; `rapport matrix registration` makes one")
        }
        guard let node = try? Yams.compose(yaml: text), case .mapping(let file) = node else {
            throw .init(expected: "a registration in YAML, as `rapport matrix registration` makes it")
        }
        return try registration(file)
    }

    private static func registration(_ file: Node.Mapping) throws(UnfitValue) -> AppServiceRegistration {
        let sender = try member("sender_localpart", of: file)
        guard AppServiceRegistration.isValid(localpart: sender) else {
            throw .init(
                expected: "a registration whose `sender_localpart` has small letters and digits, such as support")
        }
        let url = file["url"]
        let users = file["namespaces"]?["users"]?.array() ?? []
        let prefixes = users.compactMap { $0["regex"]?.string.flatMap(AppServiceRegistration.prefix(ofNamespace:)) }
        guard let prefix = prefixes.first else {
            throw .init(
                expected: "a registration whose `namespaces.users` has a regex for agents, such as '@rapport_.*'")
        }
        guard !sender.hasPrefix(prefix) else {
            throw .init(expected: "a registration whose `sender_localpart` begins unlike the agents' users, \(prefix)")
        }
        return AppServiceRegistration(
            id: try member("id", of: file), url: url?.null == nil ? url?.string : nil,
            serviceToken: try member("as_token", of: file), homeserverToken: try member("hs_token", of: file),
            sender: sender, prefix: prefix)
    }

    private static func member(_ name: String, of file: Node.Mapping) throws(UnfitValue) -> String {
        guard let text = file[name]?.string, !text.isEmpty else {
            throw .init(expected: "a registration with `\(name)`")
        }
        return text
    }
}
