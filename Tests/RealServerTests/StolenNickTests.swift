import ProgramKit
import Testing

extension RealServers {
    @Suite struct StolenNickTests {
        @Test(.timeLimit(.minutes(2)), .needs(.inspircd))
        func `the desk takes another nick, and its own back when it is free`() async throws {
            try await onThread {
                let server = try InspIRCd()
                try server.start()
                let thief = try Visitor(.guest(Desk.nick), on: server.port)
                let bob = try Visitor(.guest("bob"), on: server.port)
                for visitor in [thief, bob] { try visitor.welcomed() }
                try bob.join(Desk.channel)
                let desk = try Desk(GatewaySettings(port: server.port))
                let nick = try desk.open()
                guard nick != Desk.nick, nick.hasPrefix(Desk.stem) else { throw Trouble("the desk is \(nick)") }
                try bob.ask(1, to: nick)
                thief.leave()
                try bob.must("the desk's own nick", within: 90) {
                    $0.command == "NICK" && $0.nick == nick && $0.params.first == Desk.nick
                }
                bob.forget()
                try bob.ask(2, to: Desk.nick)
            }
        }

        @Test(.timeLimit(.minutes(2)), .needs(.inspircd, .atheme))
        func `a desk that is logged in has services give its nick back`() async throws {
            try await play(Scene.Plan()) { scene in
                let thief = try Visitor(.guest(Desk.nick), on: scene.server.port).welcomed()
                try scene.max.join(Desk.channel)
                try scene.desk.open()
                try scene.max.mustMeet(Desk.nick, loggedInAs: Desk.nick)
                thief.read()
                guard thief.isAtEnd || thief.nick != Desk.nick else { throw Trouble("the thief has the nick still") }
                scene.max.forget()
                try scene.max.ask(1, to: Desk.nick)
            }
        }
    }
}
