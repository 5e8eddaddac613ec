import ProgramKit
import Testing

extension RealServers {
    /// What a bot on a network owes to others, and to other bots.
    @Suite(.needs(.inspircd)) struct MannersTests {
        private static func meet(_ name: Visitor.Name, _ story: @escaping @Sendable (Visitor) throws -> Void)
            async throws
        {
            try await onThread {
                let server = try InspIRCd()
                try server.start()
                let desk = try Desk(GatewaySettings(port: server.port))
                try desk.open()
                try story(Visitor(name, on: server.port).welcomed())
            }
        }

        /// What is not answered has nothing to wait for; a question after it has.
        @Test(.timeLimit(.minutes(1))) func `a notice is answered by nothing`() async throws {
            try await Self.meet(.guest("bob")) { bob in
                bob.notice(Article.question(1), to: Desk.nick)
                try bob.ask(2)
                guard bob.count(of: Article.answer(1)) == 0 else { throw Trouble("a notice was answered: \(bob.told)") }
            }
        }

        @Test(.timeLimit(.minutes(1))) func `another bot is answered by nothing`() async throws {
            try await onThread {
                let server = try InspIRCd()
                try server.start()
                let desk = try Desk(GatewaySettings(port: server.port))
                try desk.open()
                let robot = try Visitor(Visitor.Name(nick: "robot", isBot: true), on: server.port)
                let bob = try Visitor(.guest("bob"), on: server.port)
                for visitor in [robot, bob] { try visitor.welcomed() }
                robot.say(Article.question(1), to: Desk.nick)
                try robot.settle()
                try bob.ask(2)
                try robot.settle()
                guard robot.told.isEmpty else { throw Trouble("a bot was answered: \(robot.told)") }
            }
        }

        @Test(.timeLimit(.minutes(1))) func `clients may ask what the desk is and whether it is there`() async throws {
            try await Self.meet(.guest("bob")) { bob in
                bob.say("\u{1}VERSION\u{1}", to: Desk.nick)
                let version = try bob.must("a version") { $0.text.hasPrefix("\u{1}VERSION ") }
                bob.say("\u{1}PING 12345\u{1}", to: Desk.nick)
                let pong = try bob.must("a pong") { $0.text.hasPrefix("\u{1}PING 12345") }
                for line in [version, pong] where line.command != "NOTICE" {
                    throw Trouble("not a notice: \(line.raw)")
                }
                try bob.ask(1)
            }
        }

        @Test(.timeLimit(.minutes(1))) func `a question in the channel is answered to whoever asks the desk`()
            async throws
        {
            try await Self.meet(.guest("bob")) { bob in
                try bob.join(Desk.channel)
                bob.say("\(Desk.nick): \(Article.question(3))", to: Desk.channel)
                try bob.must("the answer") { $0.isTalk && $0.text.contains(Article.answer(3)) }
            }
        }
    }
}
