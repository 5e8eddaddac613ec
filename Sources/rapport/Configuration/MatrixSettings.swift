import DeskCore
import DeskMatrix

extension Setting where Target == MatrixOptions {
    /// What can be set of a gateway of kind `matrix`. Nothing of it changes while the desk runs.
    static var all: [Setting] {
        [
            Setting("name", \.id) { text throws(UnfitValue) in GatewayID(try Values.name(text)) },
            Setting("homeserver", \.homeserver, Values.homeserver),
            Setting("user", \.user, Values.matrixUser),
            Setting("password", \.password, Values.secret),
            Setting("token", \.token, Values.secret),
            Setting("ca", \.authorities, Values.file),
            Setting("answers", \.answers, Values.matrixAnswers),
            Setting("look_back", \.lookBack, Values.duration),
            Setting("forget_after", \.forgetAfter, Values.days),
            Setting("staff_room", \.staffRoom, Values.matrixRoom),
            Setting("ignore", \.ignored, isList: true, Values.patterns),
            Setting("invitations.allow", \.invitations.allowed, isList: true, Values.patterns),
            Setting("invitations.deny", \.invitations.denied, isList: true, Values.patterns),
            Setting("invitations.per_sender", \.invitations.perSender) { text throws(UnfitValue) in
                try Values.whole(text, 1...10_000)
            },
            Setting("invitations.in_all", \.invitations.inAll) { text throws(UnfitValue) in
                try Values.whole(text, 1...10_000)
            },
        ]
    }
}

extension MatrixOptions {
    /// What is wrong with all of it together.
    var problems: [String] {
        var problems: [String] = []
        if homeserver.isEmpty {
            problems.append("`homeserver` is missing: an address such as https://matrix.example.org, or example.org")
        }
        switch (token, password) {
        case (nil, nil):
            problems.append("`token` is missing, or `user` and `password`: `rapport matrix login` gets one")
        case (.some, .some): problems.append("`token` and `password` are two ways in: keep one")
        case (nil, .some) where user == nil: problems.append("`password` needs `user`, such as '@support:example.org'")
        default: break
        }
        return problems
    }
}

extension Values {
    static func homeserver(_ text: String) throws(UnfitValue) -> String {
        let bare =
            text.hasPrefix("https://") ? text.dropFirst(8) : text.hasPrefix("http://") ? text.dropFirst(7) : text[...]
        let host = bare.prefix { $0 != "/" }
        guard !host.isEmpty, !text.unicodeScalars.contains(where: { $0.value <= 32 }), !host.contains("@"),
            !bare.contains("?"), !bare.contains("#")
        else { throw .init(expected: "an address such as https://matrix.example.org, or a server's name") }
        return text
    }

    static func matrixUser(_ text: String) throws(UnfitValue) -> String? {
        guard !text.isEmpty else { return nil }
        guard MatrixOptions.isValid(user: text) else {
            throw .init(expected: "a user such as '@support:example.org', in quotation marks because of the @")
        }
        return text
    }

    static func matrixRoom(_ text: String) throws(UnfitValue) -> String? {
        guard !text.isEmpty else { return nil }
        guard MatrixOptions.isValid(room: text) else {
            throw .init(
                expected: "a room such as '#desk:example.org' or '!id', in quotation marks because of the # and !")
        }
        return text
    }

    /// Names in which `*` and `?` stand for others.
    static func patterns(_ text: String) throws(UnfitValue) -> [NamePattern] {
        text.isEmpty ? [] : try list(text) { name throws(UnfitValue) in NamePattern(try oneLine(name)) }
    }
}
