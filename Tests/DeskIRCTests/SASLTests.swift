import DeskCore
import Testing

@testable import DeskIRC

/// IRCv3 SASL with SCRAM-SHA-256 (RFC 5802, RFC 7677), the server's password, and guessing.
@Suite struct SASLTests {
    private let world = HallWorld()

    /// The keys of the password `pencil` in RFC 7677, section 3.
    private static let keys = ScramKeys(
        rounds: 4096, salt: Base64.decoded("W22ZaJ0SNY7soEsUEjb6gQ==") ?? [],
        storedKey: Base64.decoded("WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=") ?? [],
        serverKey: Base64.decoded("wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=") ?? [])

    /// RFC 7677, section 3.
    @Test func theExampleOfTheRFC() throws {
        var scram = try #require(SASLScram(clientFirst: Array("n,,n=user,r=rOprNGfwEbeRWgbNEkqO".utf8)))
        #expect(scram.name == "user")
        let first = scram.answer(Self.keys, serverNonce: "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0", secret: [])
        #expect(
            String(decoding: first, as: UTF8.self)
                == "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096")
        let final =
            "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="
        let proof = try #require(scram.proof(clientFinal: Array(final.utf8)))
        #expect(String(decoding: proof, as: UTF8.self) == "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")
        for wrong in [
            final.replacing("biws", with: "eSws"), final.replacing("p=d", with: "p=e"), "", "p=", final + "x",
            final.replacing("$k0", with: "$k1"), final.replacing(",p=", with: ",q="),
        ] {
            #expect(scram.proof(clientFinal: Array(wrong.utf8)) == nil)
        }
    }

    @Test(arguments: [
        "", "n", "n,,", "n,,n=user", "n,,r=x,n=user", "p=tls-unique,,n=user,r=x", "n,a=other,n=user,r=x", "n,,n=,r=x",
        "n,,n=us=er,r=x", "n,,n=user,r=",
    ]) func isNoFirstMessage(text: String) {
        #expect(SASLScram(clientFirst: Array(text.utf8)) == nil)
    }

    @Test func namesMayHaveCommas() throws {
        #expect(try #require(SASLScram(clientFirst: Array("n,,n=a=2Cb=3D,r=x".utf8))).name == "a,b=")
    }

    private func authenticate(_ id: ConnectionID, _ text: String) {
        for chunk in SASLChunks.cut(Array(text.utf8)) { world.say(id, "AUTHENTICATE " + chunk) }
    }

    /// The login by the wire; the nonce is what the hall is given.
    @Test func logsInByTheWire() throws {
        let world = HallWorld(nonce: { "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0" })
        world.logins["user"] = Login(name: "user", role: .customer, verifier: "", scram: Self.keys.text)
        let id = world.hall.connected(uptime: 0)
        world.say(id, "CAP REQ sasl", "NICK user", "USER u 0 * :U", "AUTHENTICATE SCRAM-SHA-256")
        #expect(world.lines(id).last == ":rapport.local AUTHENTICATE +")
        func send(_ text: String) {
            for chunk in SASLChunks.cut(Array(text.utf8)) { world.say(id, "AUTHENTICATE " + chunk) }
        }
        send("n,,n=user,r=rOprNGfwEbeRWgbNEkqO")
        #expect(world.lines(id).count == 1)
        send(
            "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="
        )
        let proof = Base64.encoded(Array("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=".utf8))
        #expect(world.lines(id) == [":rapport.local AUTHENTICATE " + proof])
        world.say(id, "AUTHENTICATE +", "CAP END")
        let lines = world.lines(id)
        #expect(lines[0].contains(" 900 user user!u@customer.rapport.local user ") && lines[1].contains(" 903 "))
        #expect(lines[2].contains(" 001 user "))
        #expect(world.arrivals.first?.author.login == "user")
    }

    /// Who has no such login hears no difference until the end, and the same salt each time.
    @Test func namesAreNotTold() throws {
        var salts: Set<Substring> = []
        for _ in 0..<2 {
            let id = world.hall.connected(uptime: 0)
            world.say(id, "CAP REQ sasl", "NICK x", "USER u 0 * :U", "AUTHENTICATE SCRAM-SHA-256")
            _ = world.lines(id)
            authenticate(id, "n,,n=nobody,r=abc")
            let answer = try #require(world.lines(id).last?.split(separator: " ").last)
            let text = String(decoding: try #require(Base64.decoded(String(answer))), as: UTF8.self)
            let fields = text.split(separator: ",")
            #expect(fields.count == 3 && fields[2] == "i=\(ScramKeys.usualRounds)")
            salts.insert(fields[1])
            authenticate(id, "c=biws,\(fields[0]),p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")
            #expect(world.lines(id).last?.contains(" 904 ") == true)
        }
        #expect(salts.count == 1)
    }

    /// A wrong proof takes a moment, as a wrong password does; meanwhile nothing is read.
    @Test func aWrongProofTakesItsTime() throws {
        world.holdsPasswords = true
        let id = world.hall.connected(uptime: 0)
        world.say(id, "CAP REQ sasl", "NICK x", "USER u 0 * :U", "AUTHENTICATE SCRAM-SHA-256")
        authenticate(id, "n,,n=user,r=abc")
        let answer = try #require(world.lines(id).last?.split(separator: " ").last)
        let text = String(decoding: try #require(Base64.decoded(String(answer))), as: UTF8.self)
        authenticate(id, "c=biws,\(text.split(separator: ",")[0]),p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")
        #expect(world.lines(id).isEmpty && !world.hall.isReady(id))
        world.hall.dawdled(id)
        world.settle()
        #expect(world.lines(id).map { $0.contains(" 904 ") } == [true] && world.hall.isReady(id))
    }

    @Test func longAnswersAreCut() {
        #expect(SASLChunks.cut(Array(repeating: 0, count: 300)).map(\.utf8.count) == [400, 1])
        #expect(SASLChunks.cut(Array(repeating: 0, count: 301)).map(\.utf8.count) == [400, 4])
        #expect(SASLChunks.cut([]) == ["+"])
    }

    /// RFC 4648, section 10.
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ]) func base64(text: String, code: String) {
        #expect(Base64.encoded(Array(text.utf8)) == code)
        #expect(Base64.decoded(code) == Array(text.utf8))
    }

    // MARK: - The server's password

    @Test func whoHasNoLoginNeedsIt() {
        let world = HallWorld(options: ListenerOptions(password: "open sesame"))
        for (pass, code) in [
            ("PASS :open sesame", "001"), ("PASS wrong", "464"), ("PING x", "464"), ("PASS bob:secret", "001"),
            ("PASS bob:no", "464"),
        ] {
            let id = world.hall.connected(uptime: 0)
            world.say(id, pass, "NICK bob", "USER b 0 * :B")
            let codes = world.lines(id).map { $0.split(separator: " ")[1] }
            #expect(codes.contains(Substring(code)), "\(pass)")
            #expect(world.closed.contains(id) == (code == "464"))
            world.disconnect(id)
        }
    }

    // MARK: - Guessing

    private static let address = NetworkAddress("192.0.2.1")

    private func guess(_ name: String, _ world: HallWorld, from address: NetworkAddress?) -> [String] {
        let id = world.hall.connected(uptime: 0, from: address)
        world.say(id, "PASS \(name):wrong", "NICK x", "USER x 0 * :X")
        world.disconnect(id)
        return world.lines(id)
    }

    @Test func whoGuessesWaits() {
        let world = HallWorld(
            options: ListenerOptions(limits: ListenerLimits(guessesPerLogin: 3, guessPauseSeconds: 90)))
        for _ in 0..<3 { #expect(guess("anna", world, from: Self.address)[0].contains(" 464 ")) }
        #expect(
            guess("Anna", world, from: Self.address) == [
                "ERROR :Closing link: Too many wrong passwords: try again in 2 min"
            ])
        #expect(world.hall.drops[.guessing] == 1)
        #expect(guess("otto", world, from: Self.address)[0].contains(" 464 "), "another name")
        let other = NetworkAddress("192.0.2.2")
        let id = world.hall.connected(uptime: 0, from: other)
        world.say(id, "PASS anna:secret", "NICK anna", "USER a 0 * :A")
        #expect(world.lines(id)[0].contains(" 001 "), "nobody locks another out")
        world.tick(90)
        #expect(guess("anna", world, from: Self.address)[0].contains(" 464 "))
    }

    @Test func onePasswordForEveryNameIsGuessing() {
        let world = HallWorld(options: ListenerOptions(limits: ListenerLimits(guessesPerAddress: 5)))
        for number in 0..<5 { #expect(guess("a\(number)", world, from: Self.address)[0].contains(" 464 ")) }
        #expect(guess("a9", world, from: Self.address)[0].hasPrefix("ERROR"))
    }

    @Test func whatIsCountedIsBounded() {
        var keeper = LoginGuard(limits: ListenerLimits(guessesPerLogin: 1))
        for number in 0...LoginGuard.mostKept { keeper.failed("a\(number)", from: nil, now: number) }
        #expect(
            keeper.pause("a0", from: nil, now: LoginGuard.mostKept + 1) ?? 0 <= ListenerLimits().guessPauseSeconds
                * 1000)
        #expect(keeper.pause("a\(LoginGuard.mostKept)", from: nil, now: LoginGuard.mostKept + 1) != nil)
    }
}
