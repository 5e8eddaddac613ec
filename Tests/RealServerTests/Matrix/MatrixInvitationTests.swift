import ProgramKit
import Testing

extension RealServers {
    /// Whose invitations are accepted, and how many.
    @Suite(.needsMatrix) struct MatrixInvitationTests {
        @Test(.timeLimit(.minutes(3))) func `invitations have limits and lists`() async throws {
            try await play([Self.denied, Self.notAllowed, Self.many])
        }

        private static let denied = Story(
            "a server that is denied", plan("{deny: [localhost]}"), play: mustBeDeclined)
        private static let notAllowed = Story(
            "a server that is not among those allowed", plan("{allow: [example.org]}"), play: mustBeDeclined)

        private static func plan(_ invitations: String) -> MatrixScene.Plan {
            MatrixScene.Plan(settings: ["invitations: \(invitations)"])
        }

        private static let mustBeDeclined: @Sendable (MatrixScene) throws -> Void = { scene in
            let max = try scene.customer()
            let room = try max.open(with: scene.support)
            try mustDecline(max, room, scene)
            guard !max.hasHeard({ $0.about == scene.support && $0.membership == "join" }) else {
                throw Trouble("it came")
            }
        }

        private static func mustDecline(_ customer: NioCustomer, _ room: String, _ scene: MatrixScene) throws {
            try customer.must("that the desk declines") {
                $0.room == room && $0.about == scene.support && $0.membership == "leave"
            }
        }

        private static let many = Story("one who invites without end", plan("{allow: [localhost], per_sender: 2}")) {
            scene in
            let max = try scene.customer()
            let rooms = try (1...2).map { _ in try max.meet(scene.support) }
            try mustDecline(max, max.open(with: scene.support), scene)
            // The others are not affected, nor is what there is.
            try max.ask(1, of: scene.support, in: rooms[0])
            let bob = try scene.customer("bob")
            try bob.ask(2, of: scene.support, in: bob.meet(scene.support))
        }
    }
}
