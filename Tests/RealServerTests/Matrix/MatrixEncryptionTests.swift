import Glibc
import ProgramKit
import Testing

extension RealServers {
    /// The desk cannot read along yet, and says so.
    @Suite(.needsMatrix) struct MatrixEncryptionTests {
        @Test(.timeLimit(.minutes(3)))
        func `an encrypted room leads to one that is not, or to another way where the server encrypts all`()
            async throws
        {
            async let led: Void = play([Self.invited, Self.turnedOn])
            async let forced: Void = play([Self.forced], on: Host(Synapse.Ways(encryptsAll: true)))
            _ = try await (led, forced)
        }

        private static let invited = Story("encrypted from the beginning") { scene in
            let (max, anna) = (try scene.customer(knowsEncryption: true), try scene.agent())
            let room = try max.open(with: scene.support, isEncrypted: true)
            try max.mustBeJoined(by: scene.support, in: room)
            let fresh = try Self.mustBeLedAway(from: room, max, anna, scene)
            for number in 1...3 { try max.say("\(Article.question(number))", in: room) }
            try max.ask(4, of: scene.support, in: fresh)
            try Self.mustBeSaidOnce(in: room, max, scene)
        }

        private static let turnedOn = Story("encryption turned on later") { scene in
            let (max, anna) = (try scene.customer(knowsEncryption: true), try scene.agent())
            let room = try max.meet(scene.support)
            try max.ask(1, of: scene.support, in: room)
            try max.encrypt(room)
            let fresh = try Self.mustBeLedAway(from: room, max, anna, scene)
            try max.say(Article.question(2), in: room)
            try max.ask(4, of: scene.support, in: fresh)
            try Self.mustBeSaidOnce(in: room, max, scene)
        }

        private static let forced = Story("encryption forced") { scene in
            let (max, anna) = (try scene.customer(knowsEncryption: true), try scene.agent())
            let room = try max.meet(scene.support)
            try max.mustBeTold("encrypt", by: scene.support)
            try anna.must("that somebody cannot be read") { $0.isTalk && $0.text.contains("encrypt") }
            try max.say(Article.question(1), in: room)
            poll(nil, 0, 3000)
            // Nothing else was said, in this room or in any other.
            guard (1...2).contains(max.told(by: scene.support).count),
                max.told(by: scene.support).allSatisfy(Self.isInClear)
            else { throw Trouble("heard: \(max.told(by: scene.support).map(\.text))") }
        }

        /// - Returns: The room that Max is invited to, and has joined.
        private static func mustBeLedAway(
            from room: String, _ max: NioCustomer, _ anna: Talker, _ scene: MatrixScene
        ) throws -> String {
            let word = try max.mustBeTold("encrypt", by: scene.support)
            guard word.room == room, isInClear(word) else { throw Trouble("not in the clear: \(word)") }
            let invitation = try max.must("an invitation") {
                $0.isInvitation && $0.sender == scene.support && $0.about == max.user && $0.room != room
            }
            try anna.must("that somebody cannot be read") { $0.isTalk && $0.text.contains("encrypt") }
            try max.join(invitation.room)
            return invitation.room
        }

        private static func mustBeSaidOnce(in room: String, _ max: NioCustomer, _ scene: MatrixScene) throws {
            let said = max.told(by: scene.support).filter { $0.room == room && $0.text.contains("encrypt") }
            guard said.count == 1 else { throw Trouble("said \(said.count) times: \(said.map(\.text))") }
        }

        private static func isInClear(_ event: NioCustomer.Heard) -> Bool { !event.isEncrypted && !event.isUnreadable }
    }
}
