import DeskCore
@testable import DeskRuntime
import DeskStore
import Testing

@Suite struct PasswordTests {
    @Test func `the password fits its verifier and no other does`() throws {
        let verifier = try Password.verifier(for: "correct horse 🐎")
        #expect(verifier.hasPrefix("$scrypt$ln=14,r=8,p=5$"))
        #expect(!verifier.contains("horse"))
        #expect(Password.fits("correct horse 🐎", verifier))
        #expect(!Password.fits("correct horse", verifier))
        #expect(try Password.verifier(for: "correct horse 🐎") != verifier, "each has a salt of its own")
    }

    @Test func `the example of RFC 7914, section 12, fits`() {
        // Its first 32 bytes: PBKDF2, at the end of scrypt, yields them whatever length is asked for.
        let hash = "cCO9yzr9c0hGHAbNgf046/2o+7qQT44+qbVD9lRdofI="
        let verifier = "$scrypt$ln=14,r=8,p=1$U29kaXVtQ2hsb3JpZGU=$\(hash)"
        #expect(Password.fits("pleaseletmein", verifier))
        #expect(!Password.fits("pleaseletmeout", verifier))
    }

    @Test(arguments: [
        "", "$", "$$$$", "$scrypt$", "plain", "$scrypt$ln=14,r=8,p=5$$", "$scrypt$ln=14,r=8$YWJj$YWJj",
        "$bcrypt$ln=4,r=8,p=1$YWJj$YWJj",
        "$scrypt$ln=99,r=8,p=1$YWJj$YWJj", "$scrypt$ln=0,r=8,p=1$YWJj$YWJj", "$scrypt$ln=-1,r=8,p=1$YWJj$YWJj",
        "$scrypt$ln=4,r=0,p=1$YWJj$YWJj", "$scrypt$ln=4,r=8,p=99$YWJj$YWJj", "$scrypt$ln=x,r=8,p=1$YWJj$YWJj",
        "$scrypt$ln=4,r=8,p=1$!!$YWJj", "$scrypt$ln=4,r=8,p=1$YWJj$YWJj", "$scrypt$ln=4,r=8,p=1$YWJj$YWJj$YWJj",
    ])
    func `a verifier that is none fits nothing`(verifier: String) { #expect(!Password.fits("password", verifier)) }

    @Test func `a password may be long, and no longer`() throws {
        let longest = String(repeating: "x", count: Password.longest)
        #expect(Password.fits(longest, try Password.verifier(for: longest)))
        #expect(throws: Password.Failure.notPossible) { _ = try Password.verifier(for: longest + "x") }
    }

    @Test func `passwords by chance differ and are easy to read`() {
        let some = Set((0..<50).map { _ in Password.random() })
        #expect(some.count == 50)
        #expect(some.allSatisfy { $0.count == 23 && !$0.contains { "01ilo".contains($0) } })
    }

    /// RFC 7677, section 3.
    @Test func `keys for SCRAM are those of the RFC's example`() throws {
        let salt: [UInt8] = [
            0x5b, 0x6d, 0x99, 0x68, 0x9d, 0x12, 0x35, 0x8e, 0xec, 0xa0, 0x4b, 0x14, 0x12, 0x36, 0xfa, 0x81,
        ]
        let keys = try Password.scram(for: "pencil", salt: salt, rounds: 4096)
        #expect(keys.text.hasPrefix("SCRAM-SHA-256$4096:5b6d99689d12358eeca04b141236fa81$"))
        #expect(ScramKeys(keys.text) == keys)
        let login = try Password.login("kim", .agent, password: "pencil")
        #expect(ScramKeys(login.scram ?? "")?.rounds == ScramKeys.usualRounds)
        #expect(login.withoutSecrets.scram == nil && login.withoutSecrets.verifier.isEmpty)
    }

    @Test(arguments: ["", "$$", "SCRAM-SHA-256$0:aa$bb:cc", "SCRAM-SHA-1$4096:aa$bb:cc", "SCRAM-SHA-256$1:a$b:c"])
    func `keys that are none`(text: String) { #expect(ScramKeys(text) == nil) }

    @Test func `the doorkeeper lets in who knows name and password`() async throws {
        let store = InMemoryStore()
        let tenure = await store.open().tenure
        // Made by Python's hashlib, with few rounds so that the test is quick.
        let verifier = "$scrypt$ln=4,r=8,p=1$c2FsdA==$DtMC/2Lur3h+/FR3+aski0Wvs2RJrYB7pfKp7l1B99s="
        let kim = Login(name: "kim", role: .agent, verifier: verifier)
        let bea = Login(name: "bea", role: .customer, verifier: "broken")
        let event = Event(at: Timestamp(milliseconds: 0), .loginSet(kim))
        try await store.commit([Transition(event: event, records: [.login(kim), .login(bea)])], in: tenure)
        let doorkeeper = try Doorkeeper(archive: store)
        #expect(await doorkeeper.verify(name: "Kim", password: "secret") == kim)
        #expect(await doorkeeper.verify(name: "kim", password: "Secret") == nil)
        #expect(await doorkeeper.verify(name: "nobody", password: "secret") == nil)
        #expect(await doorkeeper.verify(name: "bea", password: "broken") == nil)
        await #expect(throws: CancellationError.self, "nobody waits for it any more") {
            _ = try await doorkeeper.verify(name: "kim", password: "secret") { false }
        }
        #expect(await doorkeeper.login("KIM") == kim)
        #expect(await doorkeeper.login("bea") == bea)
        #expect(await doorkeeper.login("nobody") == nil)
    }
}
