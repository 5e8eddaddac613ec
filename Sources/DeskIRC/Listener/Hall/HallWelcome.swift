import DeskCore

// The first lines of a connection.
extension Hall {
    func welcome(_ session: Session) {
        let server = options.serverName
        reply(session, .welcome, ["Welcome to \(options.networkName), \(session.nick)"])
        reply(session, .yourHost, ["Your host is \(server), running Rapport"])
        reply(session, .created, ["This desk answers by itself and calls a person where it cannot"])
        reply(session, .myInfo, [server, "rapport", "i", "nt"])
        support(session)
        luser(session)
        motd(session)
    }

    /// What clients adapt to (RPL_ISUPPORT), at most 13 tokens a line.
    func support(_ session: Session) {
        let tokens = [
            "AWAYLEN=\(Self.longestAway)", "BOT=B", "CASEMAPPING=ascii", "CHANLIMIT=#:\(Self.mostOwnRooms)",
            "CHANNELLEN=\(IRCName.longestChannel)", "CHANMODES=,,,nt",
            "CHANTYPES=#",
            "LINELEN=\(IRCMessage.longestLine)", "MAXTARGETS=1", "MONITOR=\(Self.mostWatched)",
            "NAMELEN=\(Self.longestRealName)", "NETWORK=" + networkToken, "NICKLEN=\(IRCName.longestNick)",
            "PREFIX=(o)@", "TOPICLEN=\(Self.longestTopic)", "TARGMAX=PRIVMSG:1,NOTICE:1,JOIN:\(Self.mostJoins)",
            "UTF8ONLY", "WHOX",
        ]
        for start in stride(from: 0, to: tokens.count, by: 13) {
            let some = Array(tokens[start..<min(start + 13, tokens.count)])
            reply(session, .isSupport, some + ["are supported by this server"])
        }
    }

    func info(_ session: Session) {
        for line in [
            "Rapport: a support desk that lives in chat", "What is said here is kept, for those who answer you.",
        ] {
            reply(session, .info, [line])
        }
        reply(session, .endOfInfo, ["End of /INFO list"])
    }

    func help(_ message: IRCMessage, to session: Session) {
        let subject = message.params.first.map { IRCText.plain($0) } ?? "*"
        let commands = Self.commands.keys.sorted()
        guard subject == "*" || subject.isEmpty || commands.contains(subject.uppercased()) else {
            return reply(session, .helpNotFound, [subject, "No help on this: /help lists the commands"])
        }
        let about = subject.isEmpty ? "*" : subject
        reply(
            session, .helpStart,
            [about, "Ask \(options.deskNick) in plain words: /msg \(options.deskNick) your question"])
        for start in stride(from: 0, to: commands.count, by: 10) {
            let some = commands[start..<min(start + 10, commands.count)].joined(separator: " ")
            reply(session, .helpText, [about, some])
        }
        reply(session, .endOfHelp, [about, "End of /HELP"])
    }

    /// The specification has no other way for a space in a token's value (ISUPPORT, "Parameter").
    private var networkToken: String {
        options.networkName.split(separator: " ").joined(separator: "\\x20")
    }

    /// How many others are here is nobody's business: everyone meets the desk alone.
    func luser(_ session: Session) {
        reply(session, .luserClient, ["There is you and the desk on 1 server"])
        reply(session, .luserOp, ["1", "operator(s) online"])
        reply(session, .luserUnknown, ["0", "unknown connection(s)"])
        reply(session, .luserChannels, ["1", "channels formed"])
        reply(session, .luserMe, ["I have 1 clients and 0 servers"])
        reply(session, .localUsers, ["1", "1", "Current local users 1, max 1"])
        reply(session, .globalUsers, ["1", "1", "Current global users 1, max 1"])
    }

    func motd(_ session: Session) {
        let desk = options.deskNick
        reply(session, .motdStart, ["- \(options.serverName) Message of the day -"])
        let lines = [
            "You can ask \(desk) anything: /msg \(desk) your question",
            "Or /join \(Self.support): only you and the desk can read what is said there.",
            "What \(desk) cannot answer goes to a person, who writes to you here.",
            "Agents: log in (SASL PLAIN, or /pass name:password), then /join \(Self.desk)",
        ]
        for line in lines { reply(session, .motd, ["- " + line]) }
        reply(session, .endOfMotd, ["End of /MOTD command"])
    }
}
