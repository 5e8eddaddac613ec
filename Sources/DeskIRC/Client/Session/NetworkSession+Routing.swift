import DeskCore
import Logging

// What a message is, and who takes it.
extension NetworkSession {
    func route(_ message: IRCMessage) {
        var message = message
        if message.command == "BATCH" { return batch(message) }
        if let reference = message.tags["batch"], batches[reference] != nil {
            guard let inherited = addToBatch(message, reference) else { return }
            message = inherited
        }
        let label = message.tags["label"]
        dispatch(message)
        // Of several messages the batch around them is the answer.
        if let label, message.tags["batch"].map({ batches[$0] == nil }) ?? true { confirmed(label: label, message) }
    }

    func dispatch(_ message: IRCMessage) {
        guard message.command.utf8.count == 3, let number = Int(message.command) else { return command(message) }
        numeric(number, message)
    }

    private func command(_ message: IRCMessage) {
        // Who has no name that one could be called by is nobody.
        let source = message.source.map { IRCSource(parsing: $0) }.flatMap { Self.isNick($0.nick) ? $0 : nil }
        switch (message.command.uppercased(), source) {
        case ("PRIVMSG", let source?): privmsg(message, from: source)
        case ("NOTICE", let source?): notice(message, from: source)
        case ("TAGMSG", _): break
        case ("PONG", _): pong(message)
        case ("JOIN", let source?): joined(message, by: source)
        case ("PART", let source?): parted(message.params.first ?? "", source.nick)
        case ("KICK", _): kicked(message)
        case ("QUIT", let source?): quit(source, reason: message.params.first ?? "")
        case ("NICK", let source?): renamed(message, from: source)
        case ("ACCOUNT", let source?): accountChanged(source, message.params.first ?? "*")
        case ("CHGHOST", let source?): hostChanged(source, message.params)
        case ("FAIL", _): failed(message)
        case ("CHATHISTORY", _): historyTarget(message)
        default: break
        }
    }

    /// Whether one could write to it, and to it alone.
    static func isNick(_ name: String) -> Bool {
        !name.isEmpty && name.unicodeScalars.allSatisfy { $0 != " " && $0 != "," && !IRCText.isControl($0) }
    }

    private func numeric(_ number: Int, _ message: IRCMessage) {
        let params = message.params
        switch number {
        case 1: welcomed(message)
        case 5: features.apply(params.dropFirst().dropLast())
        case 376, 422: greeted()
        case 302: ownHost(from: params.last ?? "")
        case 396: if params.count > 1 { ownHost = params[1].split(separator: "@").last.map(String.init) }
        case 353: namesReply(params)
        case 352, 354: whoReply(number, params)
        case 311, 330, 317, 335, 318, 307: whoisReply(number, params)
        case 730, 731: monitorReply(isOnline: number == 730, params.last ?? "")
        case 734: log(.info, "the network watches no more nicks for us")
        case 900: isLoggedIn = true
        case 901: isLoggedIn = false
        case 432, 433, 436: nickRefused(message)
        case 437:
            if params.count > 1, features.isChannel(params[1]) { notJoined(message) } else { nickRefused(message) }
        case 465, 463: banned(message)
        case 464: log(.error, "the server refuses the password: \(params.last ?? "")")
        case 405, 471, 473, 474, 475, 476, 477, 479: notJoined(message)
        case 401...404, 406...417, 442, 486, 492, 494, 531, 716, 707, 439: refused(number, message)
        default: break
        }
    }

    /// 465: whoever comes back at once is banned for longer.
    private func banned(_ message: IRCMessage) {
        log(.error, "the network does not let the desk in: \(message.params.last ?? "")")
        close(message.params.last ?? "banned", quit: false)
    }

    /// `nick*=+user@host`
    private func ownHost(from text: String) {
        for part in text.split(separator: " ") {
            let pair = part.split(separator: "=", maxSplits: 1)
            guard pair.count == 2, folded(String(pair[0].drop { $0 == "*" }.prefix { $0 != "*" })) == folded(nick)
            else { continue }
            let address = pair[1].dropFirst().split(separator: "@", maxSplits: 1).map(String.init)
            if address.count == 2 { (ownUser, ownHost) = (address[0], address[1]) }
        }
    }

    private func pong(_ message: IRCMessage) {
        pingedAt = nil
        for outgoing in confirmations.answered(fence: message.params.last ?? "") { settleIfDone(outgoing) }
    }
}
