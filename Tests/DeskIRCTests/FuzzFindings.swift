import DeskCore
import Testing

@testable import DeskIRC

/// What the fuzzers found, as small as it can be said.
@Suite struct FuzzFindings {
    /// Without a source, a command that begins with `@` was read as tags.
    @Test func aCommandIsNeverTakenForTags() throws {
        for command in ["@a=b", "@", ":x"] {
            let wire = IRCMessage(command, ["INVITE"]).wire
            let again = try IRCMessage(parsing: wire.dropLast(2))
            #expect(again.tags.isEmpty && again.source == nil, "\(again)")
            #expect(again.params == ["INVITE"], "\(again)")
        }
    }

    /// The answer to a label, held back until the inbox has the line, is none once the connection counts as gone.
    @Test func nothingFollowsTheLastWord() {
        let world = HallWorld()
        let bob = world.guest("bob", caps: "labeled-response batch")
        world.holdsArrivals = true
        world.say(bob, "@label=1 PRIVMSG support :where is it")
        world.hall.end(bob, reason: "Ping timeout")
        world.settle()
        #expect(world.lines(bob) == ["ERROR :Closing link: Ping timeout"])
        world.release()
        #expect(world.lines(bob).isEmpty)
    }

    /// Two passwords of one sender are checked at once, and no more than may be wrong, however many connections ask.
    @Test func guessesUnderWayCount() {
        let limits = ListenerLimits(guessesPerLogin: 3, guessesPerAddress: 5)
        let world = HallWorld(options: ListenerOptions(limits: limits))
        world.holdsPasswords = true
        let address = NetworkAddress("198.51.100.7")
        let all = (0..<12).map { number in
            let id = world.hall.connected(uptime: 0, from: address)
            world.say(id, "PASS user\(number):wrong", "NICK n\(number)", "USER n 0 * :N")
            return id
        }
        #expect(world.checks == Array(all[..<2]), "the others wait")
        let other = world.hall.connected(uptime: 0, from: NetworkAddress("198.51.100.8"))
        world.say(other, "PASS user:secret", "NICK other", "USER n 0 * :N")
        #expect(world.checks.last == other, "for nobody else's sake")
        for id in all[..<5] { world.answer(id, nil) }
        #expect(world.checks.filter { $0 != other } == Array(all[..<5]))
        #expect(all[5...].allSatisfy { world.closed.contains($0) })
    }

    /// An office that logs in at once is no attack.
    @Test func whoKnowsThePasswordOnlyWaits() {
        let world = HallWorld(options: ListenerOptions(limits: ListenerLimits(guessesPerAddress: 2)))
        world.holdsPasswords = true
        let all = (0..<7).map { number in
            let id = world.hall.connected(uptime: 0, from: NetworkAddress("198.51.100.7"))
            world.say(id, "PASS user\(number):secret", "NICK n\(number)", "USER n 0 * :N")
            return id
        }
        world.disconnect(all[3])
        for (number, id) in all.enumerated() where number != 3 {
            world.answer(id, Login(name: "user\(number)", role: .customer, verifier: ""))
        }
        #expect(world.closed.isEmpty && world.hall.users == 6 && world.hall.sessions.count == 6)
    }

    /// Whoever hangs up before it was their turn has learned nothing, and locks nobody else out.
    @Test func aPasswordThatWasNotCheckedIsNoGuess() {
        let world = HallWorld(options: ListenerOptions(limits: ListenerLimits(guessesPerAddress: 2)))
        world.holdsPasswords = true
        let all = (0..<5).map { number in
            let id = world.hall.connected(uptime: 0, from: NetworkAddress("198.51.100.7"))
            world.say(id, "PASS user\(number):wrong", "NICK n\(number)", "USER n 0 * :N")
            return id
        }
        for id in all[..<4] {
            world.disconnect(id)
            world.hall.unverified(id)
        }
        #expect(world.hall.sessions.count == 1 && !world.closed.contains(all[4]))
        world.answer(all[4], Login(name: "user4", role: .customer, verifier: ""))
        #expect(world.hall.users == 1)
    }
}
