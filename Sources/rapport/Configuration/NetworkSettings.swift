import DeskCore
import DeskIRC

extension Setting where Target == NetworkOptions {
    /// What can be set of a gateway of kind `irc`. Nothing of it changes while the desk runs.
    static var all: [Setting] {
        [
            Setting("name", \.id) { text throws(UnfitValue) in GatewayID(try Values.name(text)) },
            Setting("host", \.place, Values.networkHost),
            Setting("port", \.port) { text throws(UnfitValue) in
                text.isEmpty ? nil : try Values.whole(text, 1...65_535)
            },
            Setting("nick", \.nick, Values.nick),
            Setting("user", \.user, Values.nick),
            Setting("real_name", \.realName, Values.oneLine),
            Setting("password", \.password, Values.secret),
            Setting("channels", \.channels, isList: true) { text throws(UnfitValue) in
                text.isEmpty ? [] : try Values.list(text, Values.channel)
            },
            Setting("staff_channel", \.staffChannel) { text throws(UnfitValue) in
                text.isEmpty ? nil : try Values.channel(text)
            },
            Setting("flood.burst", \.flood.burst) { text throws(UnfitValue) in try Values.whole(text, 1...1000) },
            Setting("flood.pause", \.flood.pause, Values.duration),
            Setting("nickserv", \.nickServ, Values.nick),
            Setting("unasked", \.unaskedAfter) { text throws(UnfitValue) in
                text == "off" ? nil : try Values.duration(text)
            },
        ] + tls + sasl
    }

    private static var tls: [Setting] {
        [
            Setting("tls", \.tls.isOn, Values.onOrOff),
            Setting("tls.enabled", \.tls.isOn, Values.onOrOff),
            Setting("tls.ca", \.tls.authorities, Values.file),
            Setting("tls.fingerprints", \.tls.fingerprints, isList: true) { text throws(UnfitValue) in
                text.isEmpty ? [] : try Values.list(text, Values.fingerprint)
            },
            Setting("tls.certificate", \.tls.certificate, Values.file),
            Setting("tls.key", \.tls.key, Values.file),
        ]
    }

    private static var sasl: [Setting] {
        [
            Setting("sasl.mechanism", \.sasl.mechanisms, isList: true) { text throws(UnfitValue) in
                text.isEmpty ? [] : try Values.list(text, Values.mechanism)
            },
            Setting("sasl.user", \.sasl.user) { text throws(UnfitValue) in
                text.isEmpty ? nil : try Values.oneLine(text)
            },
            Setting("sasl.password", \.sasl.password, Values.secret),
        ]
    }
}

extension NetworkOptions {
    /// The host with the port that may stand behind it.
    fileprivate var place: Values.NetworkHost {
        get { Values.NetworkHost(host: host, port: nil) }
        set {
            host = newValue.host
            if let port = newValue.port { self.port = port }
        }
    }

    /// What is wrong with all of it together.
    var problems: [String] {
        var problems: [String] = []
        if (tls.certificate == nil) != (tls.key == nil) {
            problems.append("`tls.certificate` and `tls.key` belong together: name both files, or none")
        }
        let needsPassword = sasl.mechanisms.contains { $0 != .external } || sasl.mechanisms.isEmpty && sasl.user != nil
        if needsPassword || sasl.password != nil, sasl.user == nil || sasl.password == nil {
            problems.append("`sasl` needs `user` and `password`, or `mechanism: external` and a `tls.certificate`")
        }
        if sasl.mechanisms.contains(.external), tls.certificate == nil {
            problems.append("`sasl.mechanism: external` shows a certificate: name `tls.certificate` and `tls.key`")
        }
        return problems
    }
}

extension Values {
    struct NetworkHost: Equatable {
        let host: String
        let port: Int?
    }

    /// `irc.libera.chat`, or with a port behind it.
    static func networkHost(_ text: String) throws(UnfitValue) -> NetworkHost {
        if let (host, port) = try? listen(text) { return NetworkHost(host: host, port: port) }
        let bare = text.hasPrefix("[") && text.hasSuffix("]") ? String(text.dropFirst().dropLast()) : text
        guard !bare.isEmpty, !bare.contains(where: { " /[]@,".contains($0) }) else {
            throw .init(expected: "a server such as irc.libera.chat")
        }
        return NetworkHost(host: bare, port: nil)
    }

    static func nick(_ text: String) throws(UnfitValue) -> String {
        guard NetworkOptions.isValid(nick: text) else {
            throw .init(expected: "a nick of letters, digits, - and []\\`_^{}|, 30 at most, not a digit first")
        }
        return text
    }

    static func channel(_ text: String) throws(UnfitValue) -> String {
        guard NetworkOptions.isValid(channel: text) else {
            throw .init(expected: "channels such as '#acme', in quotation marks because # begins a comment")
        }
        return text
    }

    static func oneLine(_ text: String) throws(UnfitValue) -> String {
        guard !text.isEmpty, text.utf8.count <= 200, !text.unicodeScalars.contains(where: { $0.value < 32 }) else {
            throw .init(expected: "a line of 200 bytes at most")
        }
        return text
    }

    static func onOrOff(_ text: String) throws(UnfitValue) -> Bool {
        switch text.lowercased() {
        case "on", "true", "yes": true
        case "off", "false", "no": false
        default: throw .init(expected: "on or off")
        }
    }

    /// SHA-256 of a certificate, as programs show it: with colons or without.
    static func fingerprint(_ text: String) throws(UnfitValue) -> String {
        let digits = text.lowercased().filter { $0 != ":" && $0 != " " }
        guard digits.utf8.count == 64, digits.allSatisfy(\.isHexDigit) else {
            throw .init(expected: "the SHA-256 fingerprint of a certificate, 64 hexadecimal digits")
        }
        return digits
    }

    static func mechanism(_ text: String) throws(UnfitValue) -> SASLOptions.Mechanism {
        guard let mechanism = SASLOptions.Mechanism(rawValue: text.uppercased()) else {
            throw .init(expected: "plain, external or scram-sha-256")
        }
        return mechanism
    }
}
