import DeskCore
import Testing

@testable import DeskIRC

/// IRCv3 capability negotiation and SASL as a client, RFC 4616, RFC 5802, RFC 7677.
@Suite struct HandshakeTests {
    private static func world(
        _ mechanisms: [SASLOptions.Mechanism] = [.plain], user: String = "jilles", password: String? = "sesame"
    ) -> NetworkWorld {
        NetworkWorld(
            NetworkWorld.options { $0.sasl = SASLOptions(mechanisms: mechanisms, user: user, password: password) })
    }

    /// Everything after the names.
    private static func rest(_ world: NetworkWorld) -> [String] {
        world.lines().filter { !$0.hasPrefix("NICK ") && !$0.hasPrefix("USER ") }
    }

    /// "CAP LS 302" of capability negotiation; servers without anything to offer are let go at once.
    @Test func `begins with what the network can do`() {
        let world = NetworkWorld()
        world.connect()
        #expect(world.lines() == ["CAP LS 302", "NICK support", "USER support 0 * :Support desk"])
        world.hear("CAP * LS :")
        #expect(world.lines() == ["CAP END"])
    }

    /// "The CAP LS subcommand", multiline replies; only what is known is asked for, sts never.
    @Test func `reads lists of several lines`() {
        let world = NetworkWorld()
        world.connect()
        _ = world.lines()
        world.hear("CAP * LS * :server-time unknown/one sts=port=6697", "CAP * LS :batch echo-message")
        #expect(world.lines().isEmpty && world.upgrades == [6697])
        let plain = NetworkWorld()
        plain.connect()
        _ = plain.lines()
        plain.hear("CAP * LS * :server-time unknown/one", "CAP * LS :batch echo-message")
        #expect(plain.lines() == ["CAP REQ :batch echo-message server-time"])
        plain.hear("CAP * ACK :batch echo-message server-time")
        #expect(plain.lines() == ["CAP END"])
        #expect(plain.session.has("batch") && !plain.session.has("unknown/one"))
    }

    @Test func `goes on without capabilities where the server knows none`() {
        let world = NetworkWorld(NetworkWorld.options { $0.password = "door" })
        world.connect()
        #expect(world.lines() == ["CAP LS 302"], "a password waits until the server could have asked for TLS")
        world.hear(":irc.net 421 * CAP :Unknown command")
        #expect(world.lines() == ["PASS door", "NICK support", "USER support 0 * :Support desk"])
        let silent = NetworkWorld(NetworkWorld.options { $0.password = "door" })
        silent.connect()
        silent.pass(seconds: NetworkSession.listSeconds)
        #expect(silent.lines().contains("PASS door"))
    }

    /// IRCv3 SASL 3.1: PLAIN is user NUL user NUL password.
    @Test func `logs in by PLAIN before it is let in`() {
        let world = Self.world()
        world.connect()
        _ = world.lines()
        world.hear("CAP * LS :sasl")
        #expect(world.lines() == ["CAP REQ sasl"])
        world.hear("CAP * ACK :sasl")
        #expect(world.lines() == ["AUTHENTICATE PLAIN"])
        world.hear("AUTHENTICATE +")
        #expect(world.lines() == ["AUTHENTICATE amlsbGVzAGppbGxlcwBzZXNhbWU="])
        world.hear("900 * * jilles :You are now logged in", "903 * :SASL authentication successful")
        #expect(world.lines() == ["CAP END"] && world.session.isLoggedIn)
    }

    /// IRCv3 SASL 3.1, "The AUTHENTICATE command": pieces of 400 bytes, and a last one shorter, even if it is empty.
    @Test(arguments: [("barbaz", 100, [400, 400, 12]), ("quux", 148, [400, 400, 1])])
    func `cuts long messages`(pattern: String, count: Int, lengths: [Int]) {
        let world = Self.world(user: "foo", password: String(repeating: pattern, count: count))
        world.connect()
        world.hear("CAP * LS :sasl", "CAP * ACK :sasl")
        _ = world.lines()
        world.hear("AUTHENTICATE +")
        let pieces = world.lines().map { $0.replacing("AUTHENTICATE ", with: "") }
        #expect(pieces.map(\.utf8.count) == lengths)
        #expect(lengths.last != 1 || pieces.last == "+")
        let whole = pieces.filter { $0 != "+" }.joined()
        #expect(Base64.decoded(whole) == Array("foo\0foo\0\(String(repeating: pattern, count: count))".utf8))
    }

    /// SASL 3.2: where the network says which mechanisms there are, no other is tried. The desk serves who writes to it in
    /// private, and tries again.
    @Test func `goes on without a login that is not offered`() {
        let world = Self.world()
        world.connect()
        world.hear("CAP * LS :sasl=EXTERNAL")
        #expect(world.lines().contains("CAP REQ sasl"))
        world.hear("CAP * ACK :sasl")
        #expect(Self.rest(world) == ["CAP END"] && !world.session.isLoggedIn)
    }

    @Test func `asks for the login alone where the server refuses all of it together`() {
        let world = Self.world()
        world.connect()
        world.hear("CAP * LS :batch sasl")
        _ = world.lines()
        world.hear("CAP * NAK :batch sasl")
        #expect(world.lines() == ["CAP REQ sasl"])
        world.hear("CAP * ACK :sasl")
        #expect(world.lines() == ["AUTHENTICATE PLAIN"])
    }

    @Test func `logs in by certificate`() {
        let world = Self.world([.external], user: "", password: nil)
        world.connect()
        world.hear("CAP * LS :sasl", "CAP * ACK :sasl")
        _ = world.lines()
        world.hear("AUTHENTICATE +")
        #expect(world.lines() == ["AUTHENTICATE +"])
    }

    @Test func `takes the next mechanism that is left`() {
        let world = Self.world([.external, .plain])
        world.connect()
        world.hear("CAP * LS :sasl", "CAP * ACK :sasl")
        #expect(Self.rest(world).last == "AUTHENTICATE EXTERNAL")
        world.hear("904 * :SASL authentication failed")
        #expect(world.lines() == ["AUTHENTICATE PLAIN"])
        world.hear("AUTHENTICATE +", "904 * :SASL authentication failed")
        #expect(world.lines().last == "CAP END")
        #expect(world.logged.contains { $0.hasPrefix("login refused") })
    }

    // MARK: - SCRAM

    /// RFC 7677, section 3, as far as a nonce of ours allows.
    private func scram(signature: String?) throws -> NetworkWorld {
        let world = Self.world([.scramSHA256], user: "user", password: "pencil")
        world.connect()
        world.hear("CAP * LS :sasl", "CAP * ACK :sasl", "AUTHENTICATE +")
        let first = try #require(world.lines().last?.split(separator: " ").last.flatMap { Base64.decoded(String($0)) })
        #expect(String(decoding: first, as: UTF8.self) == "n,,n=user,r=nonce")
        let server = "r=nonce%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"
        world.hear("AUTHENTICATE \(Base64.encoded(Array(server.utf8)))")
        let work = try #require(world.derivations.first)
        #expect(work.rounds == 4096 && work.salt.count == 16)
        // PBKDF2 of `pencil` with that salt: as SaltedPassword it gives the keys that RFC 7677's example is made with.
        let salted: [UInt8] = [
            0xC4, 0xA4, 0x95, 0x10, 0x32, 0x3A, 0xB4, 0xF9, 0x52, 0xCA, 0xC1, 0xFA, 0x99, 0x44, 0x19, 0x39, 0xE7, 0x8E,
            0xA7, 0x4D, 0x6B, 0xE8, 0x1D, 0xDF, 0x70, 0x96, 0xE8, 0x75, 0x13, 0xDC, 0x61, 0x5D,
        ]
        var client = ScramClient(name: "user", nonce: "nonce")
        let mine = try client.work(for: Array(server.utf8))
        let expected = client.last(mine, salted: salted)
        world.session.derived(salted)
        world.settle()
        #expect(world.lines().last == "AUTHENTICATE \(Base64.encoded(expected))")
        var asServer = try #require(SASLScram(clientFirst: Array("n,,n=user,r=nonce".utf8)))
        let keys = ScramKeys(
            rounds: 4096, salt: Base64.decoded("W22ZaJ0SNY7soEsUEjb6gQ==") ?? [],
            storedKey: Base64.decoded("WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=") ?? [],
            serverKey: Base64.decoded("wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=") ?? [])
        _ = asServer.answer(keys, serverNonce: "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0", secret: [])
        let proof = try #require(asServer.proof(clientFinal: expected), "the server takes our proof")
        world.hear("AUTHENTICATE \(Base64.encoded(signature.map { Array($0.utf8) } ?? proof))")
        return world
    }

    @Test func `proves the password and has the server prove it`() throws {
        let world = try scram(signature: nil)
        #expect(world.lines() == ["AUTHENTICATE +"])
        world.hear("900 * * user :You are now logged in", "903 * :SASL authentication successful")
        #expect(world.lines() == ["CAP END"] && world.session.isLoggedIn)
    }

    @Test(arguments: ["v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=", "v=", "", "x"])
    func `leaves a server that cannot prove it`(signature: String) throws {
        let world = try scram(signature: signature)
        #expect(world.lines() == ["AUTHENTICATE *"])
        world.hear("906 * :SASL authentication aborted")
        #expect(world.closings.count == 1 && !world.session.isLoggedIn)
    }

    /// A server that says yes without having proved anything is not believed.
    @Test func `takes no success without a proof`() {
        let world = Self.world([.scramSHA256])
        world.connect()
        world.hear("CAP * LS :sasl", "CAP * ACK :sasl", "AUTHENTICATE +", "903 * :SASL authentication successful")
        #expect(world.closings.count == 1 && !world.session.isLoggedIn)
    }

    @Test(arguments: [
        "r=other,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096", "r=nonce,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
        "r=nonceX,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4095", "r=nonceX,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=1000001",
        "r=nonceX,s=,i=4096", "r=nonceX,s=W22ZaJ0SNY7soEsUEjb6gQ==", "m=x,r=nonceX,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
        "",
    ]) func `does no work for what is no challenge`(challenge: String) {
        let world = Self.world([.scramSHA256])
        world.connect()
        world.hear("CAP * LS :sasl", "CAP * ACK :sasl", "AUTHENTICATE +")
        _ = world.lines()
        world.hear("AUTHENTICATE \(challenge.isEmpty ? "+" : Base64.encoded(Array(challenge.utf8)))")
        #expect(world.lines() == ["AUTHENTICATE *"] && world.derivations.isEmpty)
    }

    @Test func `names with commas are escaped`() {
        #expect(String(decoding: ScramClient(name: "a,b=", nonce: "x").first, as: UTF8.self) == "n,,n=a=2Cb=3D,r=x")
    }

    // MARK: - While it lasts

    /// CAP NEW, CAP DEL (cap-notify): services come and go.
    @Test func `logs in as soon as the network can check it`() {
        let world = NetworkWorld(
            NetworkWorld.options { options in
                options.sasl = SASLOptions(mechanisms: [.plain], user: "a", password: "b")
            })
        world.connect()
        world.hear("CAP * LS :batch", "CAP * ACK :batch", ":irc.net 001 support :Welcome", ":irc.net 422 support :none")
        #expect(!world.lines().contains { $0.hasPrefix("JOIN") }, "channels only after login")
        world.hear(":irc.net CAP support NEW :sasl=PLAIN")
        #expect(world.lines() == ["CAP REQ sasl"])
        world.hear(":irc.net CAP support ACK :sasl")
        #expect(world.lines() == ["AUTHENTICATE PLAIN"])
        world.hear("AUTHENTICATE +", "903 support :ok")
        #expect(world.lines().suffix(1) == ["JOIN #acme"])
        world.hear(":irc.net CAP support DEL :sasl")
        #expect(!world.session.has("sasl"))
    }

    /// Where nobody says that services are back, the login is asked for.
    @Test func `asks for the login that was not offered`() {
        let world = Self.world()
        world.connect()
        world.hear("CAP * LS :", ":irc.net 001 support :Welcome", ":irc.net 376 support :End")
        _ = world.lines()
        for _ in 0..<2 {
            world.pass(seconds: NetworkSession.loginAgainSeconds)
            #expect(world.lines().filter { $0.hasPrefix("CAP") } == ["CAP REQ sasl"])
            world.hear(":irc.net CAP support NAK :sasl")
            #expect(world.lines().isEmpty)
        }
        world.pass(seconds: NetworkSession.loginAgainSeconds)
        world.hear(":irc.net CAP support ACK :sasl")
        #expect(world.lines().last == "AUTHENTICATE PLAIN")
    }

    @Test func `does not wait for ever for services`() {
        let world = Self.world()
        world.connect()
        world.hear("CAP * LS :sasl", "CAP * ACK :sasl")
        _ = world.lines()
        world.pass(seconds: NetworkSession.loginSeconds)
        #expect(world.lines() == ["AUTHENTICATE *", "CAP END"])
        world.hear(":irc.net 001 support :Welcome", ":irc.net 376 support :End")
        world.pass(seconds: NetworkSession.loginAgainSeconds)
        #expect(world.lines().contains("AUTHENTICATE PLAIN"))
    }

    // MARK: - IRCv3 sts

    @Test func `goes over to TLS where it is told to`() {
        let world = NetworkWorld(NetworkWorld.options { $0.password = "door" })
        world.connect()
        world.hear("CAP * LS :sasl sts=port=7000")
        #expect(world.upgrades == [7000] && world.lines() == ["CAP LS 302"], "and says nothing more in the clear")
        world.lose()
        world.connect(isSecure: true, port: 7000)
        world.hear("CAP * LS :sts=duration=10,port=12345")
        #expect(world.upgrades == [7000] && world.policies.first??.port == 7000 && world.policies.first??.seconds == 10)
        world.pass(seconds: 5)
        world.lose()
        let renewed = world.policies.last??.expires
        #expect(renewed == NetworkWorld.start.milliseconds + 15_000, "from the end of the connection on")
        world.connect(isSecure: true, port: 7000)
        world.hear("CAP * LS :sts=duration=0")
        #expect(world.policies.last == .some(nil))
    }

    @Test(arguments: ["", "port=", "port=0", "port=99999", "duration=5", "port"])
    func `is not led away by half a policy`(value: String) {
        let world = NetworkWorld()
        world.connect()
        world.hear("CAP * LS :sts=\(value)")
        #expect(world.upgrades.isEmpty && world.policies.isEmpty)
    }

    @Test func `a policy is kept as text`() {
        let policy = STSPolicy(port: 6697, seconds: 10, now: 1000)
        #expect(STSPolicy(policy.text) == policy && policy.holds(at: 10_999) && !policy.holds(at: 11_000))
        for broken in ["", "1", "0 10 5", "6697 -1 5", "6697 99999999999 5", "x y z"] {
            #expect(STSPolicy(broken) == nil)
        }
    }
}
