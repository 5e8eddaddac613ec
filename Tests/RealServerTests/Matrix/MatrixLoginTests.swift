import ProgramKit
import Testing

extension RealServers {
    @Suite(.needsMatrix) struct MatrixLoginTests {
        @Test(.timeLimit(.minutes(2))) func `a revoked token ends the gateway, not the desk`() async throws {
            try await play([Self.revoked])
        }

        private static let revoked = Story("a revoked token", MatrixScene.Plan(hasToken: true)) { scene in
            let (max, anna) = (try scene.customer(), try scene.agent())
            let room = try max.meet(scene.support)
            try max.ask(1, of: scene.support, in: room)
            try scene.homeserver.call("POST", "/_matrix/client/v3/logout", "{}", token: scene.token)
            try scene.desk.mustLog("does not take the access token")
            // Somebody else's gateway goes on.
            try anna.say("!queue", to: "#desk")
            try anna.must("who waits") { $0.isTalk && $0.text.contains("Nobody waits") }
            let bob = try Talker(port: scene.listener, nick: "bob")
            try bob.say(Article.question(2))
            try bob.must("the answer") { $0.isTalk && $0.text.contains(Article.answer(2)) }
            guard scene.desk.isRunning else { throw Trouble("the desk has ended") }
        }
    }
}
