import ProgramKit
import Testing

extension RealServers {
    /// Servers that tell the desk little: no accounts, no capabilities.
    @Suite struct PlainServerTests {
        @Test(.timeLimit(.minutes(2)), .needs(.ngircd))
        func `ngIRCd has what it takes`() async throws {
            try await onThread { try Self.basics(on: NgIRCd()) }
        }

        @Test(.timeLimit(.minutes(2)), .needs(.inspircd))
        func `an InspIRCd without any capability has what it takes`() async throws {
            try await onThread { try Self.basics(on: InspIRCd(modules: .bare)) }
        }

        private static func basics(on server: IRCServer) throws {
            try server.start()
            let desk = try Desk(GatewaySettings(port: server.port))
            do {
                try desk.open()
                try talk(with: desk, on: server)
            } catch {
                throw Trouble("\(error)\n--- the desk's log\n\(desk.log.suffix(4000))")
            }
        }

        private static func talk(with desk: Desk, on server: IRCServer) throws {
            let bob = try Visitor(.guest("bob"), on: server.port).welcomed()
            try bob.join(Desk.channel)
            try bob.ask(1)
            bob.say("human", to: Desk.nick)
            try bob.mustBeTold(Voice.handOver)
            let word = try bob.mustBeTold(Voice.word).text.split(separator: " ").last.map(String.init) ?? ""
            // Who is seen to change their nick stays who they are.
            try bob.rename(to: "bobby")
            bob.say("it is about zebras", to: Desk.nick)
            try bob.mustBeTold(Voice.noted)
            try mustBeOneCase(of: desk)
            try server.restart()
            try bob.comeBack(on: server.port)
            try bob.welcomed().join(Desk.channel)
            try bob.mustMeetDesk(in: Desk.channel)
            bob.say(word, to: Desk.nick)
            try bob.mustBeTold(Voice.welcomeBack)
            try mustBeOneCase(of: desk)
            try bob.ask(2)
        }

        private static func mustBeOneCase(of desk: Desk) throws {
            let queue = try desk.queue()
            guard queue.count == 1, queue.first?.agent == nil else { throw Trouble("in line: \(queue)") }
        }
    }
}
