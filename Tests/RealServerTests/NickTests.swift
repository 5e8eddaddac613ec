import ProgramKit
import Testing

extension RealServers {
    @Suite(.needs(.inspircd, .atheme)) struct NickTests {
        /// Not those guests whom the desk does not see: to it, they are somebody else under the new nick.
        @Test(.timeLimit(.minutes(2)))
        func `a customer changes their nick in mid-case`() async throws {
            try await play(Scene.Plan.everybody.filter { $0.customer == .account || $0.isInChannel }) { scene in
                try scene.begin()
                try scene.handOver()
                try scene.claim()
                try scene.talk("under the old nick")
                try scene.max.rename(to: "maxine")
                scene.agentWrites("anna says to whom it may be")
                try scene.desk.mustKeep("to whom it may be")
                try scene.customerSays("max says under the new one")
                try scene.max.mustBeTold("to whom it may be")
                try scene.agentSays("anna says to maxine")
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func `a guest whom the desk does not see comes back under another nick`() async throws {
            try await play(Scene.Plan(customer: .guest, isInChannel: false)) { scene in
                try scene.begin()
                try scene.handOver()
                try scene.claim()
                try scene.talk("under the old nick")
                try scene.max.rename(to: "maxine")
                scene.agentWrites("anna says to whom it may be")
                try scene.desk.mustKeep("to whom it may be")
                try scene.identify()
                try scene.max.mustBeTold("to whom it may be")
                try scene.talk("under the new nick")
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func `who takes the nick of a customer gets nothing of theirs`() async throws {
            try await play(Scene.Plan.everybody) { scene in
                try scene.begin()
                try scene.handOver()
                try scene.claim()
                try scene.talk("under the old nick")
                scene.max.leave()
                let stranger = try Visitor(.guest("max"), on: scene.server.port).welcomed()
                if scene.plan.isInChannel { try stranger.join(Desk.channel) }
                scene.agentWrites("anna says the sum is 12.50")
                try scene.desk.mustKeep("the sum is 12.50")
                stranger.say("hello there", to: scene.nick)
                try stranger.mustBeTold(Voice.greeting)
                try stranger.ask(2, to: scene.nick)
                try scene.max.comeBack(on: scene.server.port, nick: "maxim")
                try scene.max.welcomed()
                if scene.plan.isInChannel { try scene.max.join(Desk.channel) }
                try scene.identify()
                try scene.customerSays("max says I am back")
                try scene.max.mustBeTold("the sum is 12.50")
                try scene.agentSays("anna says welcome")
                for words in ["anna", "Anna", "12.50", Voice.welcomeBack] where stranger.count(of: words) > 0 {
                    throw Trouble("the stranger was told of the case: \(stranger.told)")
                }
                for words in ["hello there", "number 2"] where scene.anna.count(of: words) > 0 {
                    throw Trouble("the stranger's words are in the case: \(scene.anna.told)")
                }
            }
        }
    }
}
