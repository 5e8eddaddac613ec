import DeskCore

// The first lines of a connection.
extension Hall {
    func welcome(_ session: Session) {
        let server = options.serverName
        reply(session, .welcome, ["Welcome to \(options.networkName), \(session.nick)"])
        reply(session, .yourHost, ["Your host is \(server), running Rapport"])
        reply(session, .created, ["This desk answers by itself and calls a person where it cannot"])
        reply(
            session, .myInfo,
            [server, "rapport", UserModes.allLetters, RoomModes.allLetters + "ov", "ov"])
        support(session)
        luser(session)
        motd(session)
    }

    /// What clients adapt to (RPL_ISUPPORT), at most 13 tokens a line.
    func support(_ session: Session) {
        let tokens = [
            "AWAYLEN=\(Self.longestAway)", "BOT=B", "CASEMAPPING=ascii", "CHANLIMIT=#:\(Self.mostOwnRooms)",
            "CHANNELLEN=\(IRCName.longestChannel)", "CHANMODES=,,,\(RoomModes.allLetters)",
            "CHANTYPES=#", "CHATHISTORY=\(HistoryRequest.most)",
            "LINELEN=\(IRCMessage.longestLine)", "MAXTARGETS=1", "MONITOR=\(Self.mostWatched)",
            "MSGREFTYPES=msgid,timestamp",
            "NAMELEN=\(Self.longestRealName)", "NETWORK=" + networkToken, "NICKLEN=\(IRCName.longestNick)",
            "PREFIX=(ov)@+", "TOPICLEN=\(Self.longestTopic)",
            "TARGMAX=JOIN:\(Self.mostJoins),KICK:\(Self.mostJoins),NAMES:\(Self.mostJoins),NOTICE:1,PART:\(Self.mostJoins),PRIVMSG:1",
            "USERLEN=\(IRCName.longestUser)", "UTF8ONLY", "WHOX",
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

    /// How many others are here is not for customers: everyone meets the desk alone. Agents see how it is.
    func luser(_ session: Session) {
        let isAgent = session.person?.isAgent ?? false
        let users = isAgent ? sessions.values.filter { $0.isRegistered && !$0.isGone } : [session]
        let invisible = users.count { $0.person?.modes.contains(.invisible) ?? false }
        let unknown = isAgent ? sessions.values.count { !$0.isRegistered && !$0.isGone } : 0
        let most = isAgent ? mostUsers : 1
        let (count, visible) = (users.count, users.count - invisible)
        reply(session, .luserClient, ["There are \(visible) users and \(invisible) invisible on 1 servers"])
        reply(session, .luserOp, ["0", "operator(s) online"])
        reply(session, .luserUnknown, [String(unknown), "unknown connection(s)"])
        reply(session, .luserChannels, [String(isAgent ? staffRooms.count + 1 : 1), "channels formed"])
        reply(session, .luserMe, ["I have \(count) clients and 0 servers"])
        reply(session, .localUsers, [String(count), String(most), "Current local users \(count), max \(most)"])
        reply(session, .globalUsers, [String(count), String(most), "Current global users \(count), max \(most)"])
    }

    func motd(_ session: Session) {
        let desk = options.deskNick
        reply(session, .motdStart, ["- \(options.serverName) Message of the day -"])
        let lines = [
            "You can ask \(desk) anything: /msg \(desk) your question",
            "Or /join \(Self.support): only you and the desk can read what is said there.",
            "What \(desk) cannot answer goes to a person, who writes to you here.",
            "Agents: log in as you connect (SASL, or name:password as password), then /join \(Self.desk)",
        ]
        for line in lines { reply(session, .motd, ["- " + line]) }
        reply(session, .endOfMotd, ["End of /MOTD command"])
    }
}
