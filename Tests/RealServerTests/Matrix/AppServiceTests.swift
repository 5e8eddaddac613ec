import Foundation
import Glibc
import ProgramKit
import Testing

extension RealServers {
    /// The desk as an application service of Synapse.
    @Suite(.needsMatrix) struct AppServiceTests {
        @Test(.timeLimit(.minutes(4))) func `questions are answered, and an agent speaks under their own name`()
            async throws
        {
            try await AppServiceScene.play { scene in
                guard scene.desk.output.contains("listening on 127.0.0.1:") else {
                    throw Trouble("not there by the server's ping: \(scene.desk.output)")
                }
                let (max, anna) = (try scene.customer(), try scene.agent())
                let room = try max.meet(scene.support)
                for number in 1...3 { try max.ask(number, of: scene.support, in: room) }
                try max.say("human", in: room)
                try anna.must("that somebody waits") { $0.isTalk && $0.text.contains("waits. !claim 1") }
                try anna.say("!claim 1", to: "#desk")
                let ghost = "@rapport_anna:localhost"
                try max.mustBeJoined(by: ghost, in: room)
                try anna.must("the case's room") { $0.command == "JOIN" && $0.params.first == "#case-1" }
                try max.say("max says good morning", in: room)
                try anna.must("the words of Max") { $0.text == "max says good morning" && !$0.isOld }
                try anna.say("anna says good morning", to: "#case-1")
                let heard = try max.mustBeTold("anna says good morning", by: ghost)
                guard heard.text == "anna says good morning" else { throw Trouble("with a name before: \(heard.text)") }
                try scene.killDesk()
                let again = try scene.agent()
                again.socket.send("JOIN #case-1")
                try again.must("who is in #case-1") { $0.command == "366" && $0.params.contains("#case-1") }
                try again.say("anna says good evening", to: "#case-1")
                try max.mustBeTold("anna says good evening", by: ghost)
                try again.say("!done talked it over", to: "#case-1")
                try max.must("that she has left") {
                    $0.room == room && $0.about == ghost && $0.membership == "leave" && $0.type == "m.room.member"
                }
                try max.mustBeAnsweredOnce(1...3, by: scene.support)
            }
        }

        @Test(.timeLimit(.minutes(5))) func `nothing is lost or said twice while desk and server are killed`()
            async throws
        {
            try await AppServiceScene.play { scene in
                let max = try scene.customer()
                let room = try max.meet(scene.support)
                try max.ask(1, of: scene.support, in: room)
                for number in 2...4 {
                    try max.say(Article.question(number), in: room)
                    poll(nil, 0, Int32.random(in: 0..<300))
                    try number == 3 ? scene.killServer() : scene.killDesk()
                }
                // A server that is back waits a while before it tells a desk again that was away.
                for number in 2...4 { try max.mustBeTold(Article.answer(number), by: scene.support, within: 100) }
                try max.ask(5, of: scene.support, in: room, within: 100)
                try max.mustBeAnsweredOnce(1...5, by: scene.support)
            }
        }

        @Test(.timeLimit(.minutes(6))) func `240 messages to a desk that is killed three times are all answered`()
            async throws
        {
            try await AppServiceScene.play(articles: LoadDriver.writeContent) { scene in
                let figures = try LoadDriver(scene: scene, customers: 2, messages: 120, patience: 70).during {
                    for _ in 1...3 {
                        poll(nil, 0, Int32.random(in: 500..<1500))
                        try scene.killDesk()
                    }
                }
                try figures.mustBeWhole(240)
            }
        }
    }
}
