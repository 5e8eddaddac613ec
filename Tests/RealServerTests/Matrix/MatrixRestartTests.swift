import Foundation
import Glibc
import ProgramKit
import Testing

extension RealServers {
    /// SIGKILL, of the homeserver and of the desk.
    @Suite(.needsMatrix) struct MatrixRestartTests {
        @Test(.timeLimit(.minutes(3))) func `nothing is lost or said twice by a restart of server or desk`()
            async throws
        {
            let host = Host()
            async let server: Void = play([Self.server(host)], on: host)
            async let desk: Void = play([Self.desk])
            _ = try await (server, desk)
        }

        private static func server(_ host: Host) -> Story {
            Story("the server killed") { scene in
                let max = try scene.customer()
                let room = try max.meet(scene.support)
                try max.ask(1, of: scene.support, in: room)
                for number in 2...4 {
                    try max.say(Article.question(number), in: room)
                    // Before, while and after the desk hears of it and answers.
                    poll(nil, 0, Int32.random(in: 0..<300))
                    host.kill()
                    try host.start()
                }
                for number in 2...4 { try max.mustBeTold(Article.answer(number), by: scene.support, within: 60) }
                try max.ask(5, of: scene.support, in: room, within: 60)
                try max.mustBeAnsweredOnce(1...5, by: scene.support)
            }
        }

        /// Other than on IRC, what came while nobody was there is answered as well.
        private static let desk = Story("the desk killed again and again") { scene in
            let max = try scene.customer()
            let room = try max.meet(scene.support)
            for number in 1...5 {
                try max.say(Article.question(number), in: room)
                poll(nil, 0, Int32.random(in: 0..<250))
                try scene.killDesk()
            }
            for number in 1...5 { try max.mustBeTold(Article.answer(number), by: scene.support) }
            try max.ask(6, of: scene.support, in: room)
            try max.mustBeAnsweredOnce(1...6, by: scene.support)
        }
    }
}
