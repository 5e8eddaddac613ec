import DeskCore
import Testing

@testable import DeskIRC

@Suite struct RegistrationTests {
    private var machine = Registration(attemptsAllowed: 2, server: "desk.test")
    private let anna = Login(name: "anna", role: .agent, verifier: "")

    private mutating func feed(_ line: String) throws -> [Registration.Step]? {
        machine.feed(try IRCMessage(parsing: line.utf8))
    }

    private func numerics(_ steps: [Registration.Step]?) -> [Numeric] {
        (steps ?? []).compactMap { if case .reply(let numeric, _) = $0 { numeric } else { nil } }
    }

    /// RFC 2812 3.1: NICK and USER in either order.
    @Test(arguments: [["NICK bob", "USER b 0 * :Bob B"], ["USER b 0 * :Bob B", "NICK bob"]])
    mutating func plain(lines: [String]) throws {
        #expect(try feed(lines[0]) == [])
        #expect(try feed(lines[1]) == [.claim(nick: "bob")])
        machine.settled(nick: "bob")
        #expect(machine.realName == "Bob B")
        #expect(try feed("NICK eve") == nil)
        #expect(numerics(try feed("USER x 0 * :x")) == [.alreadyRegistered])
        #expect(numerics(try feed("PASS x")) == [.alreadyRegistered])
    }

    @Test mutating func asksForAnotherNick() throws {
        _ = try feed("USER b 0 * :B")
        #expect(numerics(try feed("NICK")) == [.noNickGiven])
        #expect(numerics(try feed("NICK 9x")) == [.erroneousNick])
        #expect(try feed("NICK bob") == [.claim(nick: "bob")])
        #expect(numerics(machine.refused(nick: "bob", why: "taken")) == [.nickInUse])
        #expect(try feed("NICK bob_") == [.claim(nick: "bob_")])
    }

    @Test mutating func needsItsParameters() throws {
        #expect(numerics(try feed("USER b")) == [.needMoreParams])
        #expect(numerics(try feed("PASS")) == [.needMoreParams])
        #expect(numerics(try feed("CAP")) == [.needMoreParams])
        #expect(numerics(try feed("CAP WHAT")) == [.invalidCap])
        #expect(numerics(try feed("AUTHENTICATE")) == [.needMoreParams])
        #expect(try feed("JOIN #support") == nil)
    }

    private let offered = """
        account-notify account-tag away-notify batch cap-notify draft/chathistory draft/multiline draft/read-marker \
        echo-message extended-join labeled-response message-tags multi-prefix sasl server-time setname standard-replies
        """

    /// IRCv3 capability negotiation: registration waits for END; values from 302 on; NAK changes nothing.
    @Test mutating func negotiates() throws {
        #expect(
            try feed("CAP LS 302")
                == [
                    .send(
                        IRCMessage(
                            "CAP",
                            [
                                "*", "LS",
                                offered.replacing("sasl", with: "sasl=SCRAM-SHA-256,PLAIN").replacing(
                                    "draft/multiline", with: "draft/multiline=max-bytes=4096,max-lines=50"),
                            ]))
                ])
        _ = try feed("NICK bob")
        #expect(try feed("USER b 0 * :B") == [])
        #expect(
            try feed("CAP REQ :sasl server-time") == [.send(IRCMessage("CAP", ["bob", "ACK", "sasl server-time"]))])
        #expect(try feed("CAP REQ :-sasl what") == [.send(IRCMessage("CAP", ["bob", "NAK", "-sasl what"]))])
        #expect(try feed("CAP LIST") == [.send(IRCMessage("CAP", ["bob", "LIST", "cap-notify sasl server-time"]))])
        #expect(
            try feed("CAP REQ -cap-notify") == [.send(IRCMessage("CAP", ["bob", "NAK", "-cap-notify"]))],
            "whoever speaks 302 hears of changes")
        #expect(try feed("CAP REQ -sasl") == [.send(IRCMessage("CAP", ["bob", "ACK", "-sasl"]))])
        #expect(machine.capabilities == [.serverTime, .capNotify])
        #expect(try feed("CAP END") == [.claim(nick: "bob")])
        #expect(
            try feed("CAP LS") == [
                .send(IRCMessage("CAP", ["bob", "LS", offered.replacing("draft/multiline ", with: "")]))
            ])
    }

    /// IRCv3 SASL: 900 and 903, then registration goes on.
    @Test mutating func logsIn() throws {
        _ = try feed("CAP REQ sasl")
        _ = try feed("NICK anna")
        _ = try feed("USER a 0 * :A")
        #expect(try feed("AUTHENTICATE PLAIN") == [.send(IRCMessage("AUTHENTICATE", ["+"]))])
        #expect(try feed("AUTHENTICATE AGFubmEAc2VjcmV0") == [.verify(name: "anna", password: "secret")])
        #expect(numerics(machine.verified(anna)) == [.loggedIn, .saslSuccess])
        #expect(numerics(try feed("AUTHENTICATE PLAIN")) == [.saslAlready])
        #expect(try feed("CAP END") == [.claim(nick: "anna")])
        #expect(machine.login == anna)
    }

    @Test mutating func limitsGuesses() throws {
        _ = try feed("CAP LS")
        for attempt in 1...2 {
            _ = try feed("AUTHENTICATE PLAIN")
            _ = try feed("AUTHENTICATE AGFubmEAc2VjcmV0")
            let steps = machine.verified(nil)
            #expect(numerics(steps) == [.saslFail])
            #expect(steps.contains(.close(reason: "Too many failed logins")) == (attempt == 2))
        }
    }

    /// IRCv3 SASL "The AUTHENTICATE command": 400 bytes a chunk, `+` ends an exact one, `*` aborts.
    @Test mutating func readsChunks() throws {
        _ = try feed("AUTHENTICATE PLAIN")
        // \0anna\0 and 294 times "x": 300 bytes, 400 in code.
        let code = "AGFubmEA" + String(repeating: "eHh4", count: 98)
        #expect(try feed("AUTHENTICATE " + code) == [])
        #expect(try feed("AUTHENTICATE +") == [.verify(name: "anna", password: String(repeating: "x", count: 294))])
        _ = machine.verified(nil)
        _ = try feed("AUTHENTICATE PLAIN")
        #expect(numerics(try feed("AUTHENTICATE *")) == [.saslAborted])
        _ = try feed("AUTHENTICATE PLAIN")
        #expect(numerics(try feed("AUTHENTICATE " + String(repeating: "A", count: 401))) == [.saslTooLong])
        #expect(numerics(try feed("AUTHENTICATE EXTERNAL")) == [.saslMechanisms, .saslFail])
    }

    /// RFC 4616: authzid empty or the same; nothing missing.
    @Test(arguments: [
        ("AGFubmEAc2VjcmV0", true), ("YW5uYQBhbm5hAHNlY3JldA==", true), ("Ym9iAGFubmEAc2VjcmV0", false),
        ("YW5uYQ==", false), ("AABzZWNyZXQ=", false), ("!!!!", false), ("+", false), ("AGFubmEA/w==", false),
    ]) mutating func readsPlain(code: String, isFine: Bool) throws {
        _ = try feed("AUTHENTICATE PLAIN")
        let steps = try feed("AUTHENTICATE " + code)
        if isFine {
            #expect(steps == [.verify(name: "anna", password: "secret")])
        } else {
            #expect(numerics(steps) == [.saslFail])
        }
    }

    @Test mutating func takesPass() throws {
        _ = try feed("PASS anna:se:cret")
        _ = try feed("NICK a")
        #expect(try feed("USER a 0 * :A") == [.verify(name: "anna", password: "se:cret")])
        #expect(machine.verified(anna) == [.claim(nick: "a")])
    }

    @Test mutating func wrongPassEnds() throws {
        _ = try feed("PASS secret")
        _ = try feed("USER a 0 * :A")
        #expect(try feed("NICK anna") == [.verify(name: "anna", password: "secret")])
        let steps = machine.verified(nil)
        #expect(numerics(steps) == [.passwordMismatch])
        #expect(steps.last == .close(reason: "Name or password is wrong"))
    }

    @Test mutating func endDropsAnExchange() throws {
        _ = try feed("CAP REQ sasl")
        _ = try feed("NICK a")
        _ = try feed("USER a 0 * :A")
        _ = try feed("AUTHENTICATE PLAIN")
        let steps = try feed("CAP END")
        #expect(numerics(steps) == [.saslAborted])
        #expect(steps?.last == .claim(nick: "a"))
    }
}
