import DeskCore

// The first lines of a connection.
extension Hall {
    func welcome(_ session: Session) {
        let server = options.serverName
        reply(session, .welcome, ["Welcome to \(options.networkName), \(session.nick)"])
        reply(session, .yourHost, ["Your host is \(server), running Rapport"])
        reply(session, .created, ["This desk answers by itself and calls a person where it cannot"])
        reply(session, .myInfo, [server, "rapport", "i", "nt"])
        let tokens = [
            "CASEMAPPING=ascii", "CHANTYPES=#", "CHANMODES=,,,nt", "PREFIX=(o)@", "NETWORK=" + networkToken, "UTF8ONLY",
            "LINELEN=\(IRCMessage.longestLine)", "NICKLEN=\(IRCName.longestNick)", "CHANNELLEN=32",
            "MAXTARGETS=1", "TARGMAX=PRIVMSG:1,NOTICE:1,JOIN:\(Self.mostJoins)",
        ]
        reply(session, .isSupport, tokens + ["are supported by this server"])
        luser(session)
        motd(session)
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
