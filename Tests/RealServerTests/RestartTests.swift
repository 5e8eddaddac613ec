import ProgramKit
import Testing

extension RealServers {
    @Suite(.needs(.inspircd, .atheme)) struct RestartTests {
        @Test(.timeLimit(.minutes(2)))
        func `a case goes on after the server was restarted`() async throws {
            try await play(Scene.Plan.everybody) { scene in
                try scene.begin()
                try scene.max.ask(1, to: scene.nick)
                try scene.handOver()
                try scene.claim()
                try scene.talk("good morning")
                try scene.restartServer()
                try scene.identify()
                try scene.talk("good evening")
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func `a place in line outlives the server`() async throws {
            try await play([Scene.Plan(), Scene.Plan(customer: .guest)]) { scene in
                try scene.begin()
                try scene.handOver()
                try scene.restartServer()
                try scene.identify()
                try scene.claim()
                try scene.talk("at last")
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func `what an agent wrote is told when the customer returns`() async throws {
            try await play(Scene.Plan()) { scene in
                try scene.begin()
                try scene.handOver()
                try scene.claim()
                try scene.talk("good morning")
                scene.max.leave()
                scene.agentWrites("anna says wait for the parcel")
                try scene.desk.mustKeep("wait for the parcel")
                try scene.max.comeBack(on: scene.server.port, nick: "max-at-home")
                try scene.max.welcomed()
                // Nobody shows the desk who came back under another nick, until he says something or joins.
                try scene.max.join(Desk.channel)
                try scene.max.mustBeTold("wait for the parcel")
                try scene.talk("it is here")
            }
        }
    }
}
