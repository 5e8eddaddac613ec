import DeskCore

// What clients can ask for once registered: a row each.
extension Hall {
    struct Command: Sendable {
        let leastParams: Int
        let run: @Sendable (Hall, IRCMessage, Session, Person) -> Void

        init(_ leastParams: Int = 0, _ run: @escaping @Sendable (Hall, IRCMessage, Session, Person) -> Void) {
            self.leastParams = leastParams
            self.run = run
        }
    }

    static let commands: [String: Command] = [
        "AWAY": Command { hall, message, session, person in hall.away(message, from: session, of: person) },
        "BATCH": Command(1) { hall, message, session, person in
            hall.batch(message, from: session, of: person)
        },
        "CHATHISTORY": Command { hall, message, session, person in
            hall.chathistory(message, from: session, of: person)
        },
        "HELP": Command { hall, message, session, _ in hall.help(message, to: session) },
        "INFO": Command { hall, _, session, _ in hall.info(session) },
        "INVITE": Command(2) { hall, message, session, person in
            hall.invite(message, from: session, of: person)
        },
        "ISON": Command(1) { hall, message, session, _ in hall.isOn(message, from: session) },
        "JOIN": Command(1) { hall, message, session, person in hall.join(message, from: session, of: person) },
        "KICK": Command(2) { hall, message, session, person in hall.kick(message, from: session, of: person) },
        "LIST": Command { hall, _, session, _ in hall.list(session) },
        "LUSERS": Command { hall, _, session, _ in hall.luser(session) },
        "MARKREAD": Command { hall, message, session, person in
            hall.markRead(message, from: session, of: person)
        },
        "MODE": Command(1) { hall, message, session, person in hall.mode(message, from: session, of: person) },
        "MONITOR": Command(1) { hall, message, session, _ in hall.monitor(message, from: session) },
        "MOTD": Command { hall, _, session, _ in hall.motd(session) },
        "NAMES": Command { hall, message, session, _ in hall.names(message, to: session) },
        "NICK": Command { hall, message, session, person in hall.changeNick(message, from: session, of: person) },
        "NOTICE": Command { hall, message, session, person in hall.talk(message, from: session, of: person) },
        "PART": Command(1) { hall, message, session, person in hall.part(message, from: session, of: person) },
        "PING": Command { hall, message, session, _ in hall.pong(message, to: session) },
        "PONG": Command { _, _, _, _ in },
        "PRIVMSG": Command { hall, message, session, person in hall.talk(message, from: session, of: person) },
        "QUIT": Command { hall, message, session, _ in hall.close(session, reason: message.params.first ?? "Quit") },
        "SETNAME": Command(1) { hall, message, session, person in hall.setName(message, from: session, of: person) },
        "TAGMSG": Command { hall, message, session, person in
            hall.tagMessage(message, from: session, of: person)
        },
        "TIME": Command { hall, _, session, _ in
            hall.reply(session, .time, [hall.options.serverName, hall.time.serverTime])
        },
        "TOPIC": Command(1) { hall, message, session, person in hall.topic(message, from: session, of: person) },
        "USERHOST": Command(1) { hall, message, session, _ in hall.userHost(message, from: session) },
        "VERSION": Command { hall, _, session, _ in
            hall.reply(session, .version, ["rapport", hall.options.serverName, "A support desk that lives in chat"])
            hall.support(session)
        },
        "WHO": Command { hall, message, session, _ in hall.who(message, from: session) },
        "WHOWAS": Command { hall, message, session, _ in hall.whowas(message, from: session) },
        "WHOIS": Command { hall, message, session, _ in hall.whois(message, from: session) },
    ]

    func run(_ message: IRCMessage, from session: Session, of person: Person) {
        let name = message.command.uppercased()
        guard let command = Self.commands[name] else {
            return reply(session, .unknownCommand, [IRCText.plain(message.command), "Unknown command"])
        }
        guard message.params.count >= command.leastParams else {
            return reply(session, .needMoreParams, [name, "Not enough parameters"])
        }
        command.run(self, message, session, person)
    }

    /// The few commands that make sense before registration, beside those of registration itself.
    func runUnregistered(_ message: IRCMessage, from session: Session) {
        switch message.command.uppercased() {
        case "PING": pong(message, to: session)
        case "PONG", "NOTICE": break
        case "QUIT": close(session, reason: message.params.first ?? "Quit")
        case let name where Self.commands[name] != nil: reply(session, .notRegistered, ["You have not registered"])
        default: reply(session, .unknownCommand, [IRCText.plain(message.command), "Unknown command"])
        }
    }

    func pong(_ message: IRCMessage, to session: Session) {
        guard let token = message.params.first, !token.isEmpty else {
            return reply(session, .noOrigin, ["No origin specified"])
        }
        send(IRCMessage("PONG", [options.serverName, token], source: options.serverName), to: session)
    }
}
