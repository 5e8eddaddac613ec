import ProgramKit
import Testing

extension RealServers {
    @Suite(.needsMatrix) struct MatrixAnswerTests {
        @Test(.timeLimit(.minutes(3))) func `questions are answered, and nothing else is`() async throws {
            try await play([Self.reply, Self.text, Self.early, Self.late, Self.silent, Self.parrot])
        }

        private static let reply = Story("an answer is a reply, with escaped HTML") { scene in
            let max = try scene.customer()
            let room = try max.meet(scene.support)
            let question = try max.say(Article.spikyQuestion, in: room)
            let answer = try max.mustBeTold(Article.spikyAnswer, by: scene.support)
            guard answer.kind == "m.notice", answer.repliesTo == question, answer.relation == nil else {
                throw Trouble("not a reply: \(answer)")
            }
            guard answer.hasMentions, answer.mentions?.allSatisfy({ $0 == max.user }) != false else {
                throw Trouble("nobody or somebody else is mentioned: \(answer)")
            }
            guard let html = answer.html, html.contains("<strong>&lt;b&gt;2 &amp; 3&lt;/b&gt;</strong>") else {
                throw Trouble("not escaped: \(answer.html ?? "no HTML")")
            }
        }

        private static let text = Story(
            "answers are text where it is set", MatrixScene.Plan(settings: ["answers: text"])
        ) {
            scene in
            let max = try scene.customer()
            let room = try max.meet(scene.support)
            try max.ask(1, of: scene.support, in: room)
            guard max.told(by: scene.support).allSatisfy({ $0.kind == "m.text" }) else {
                throw Trouble("not text: \(max.told(by: scene.support))")
            }
        }

        private static let early = Story("what was asked before the desk joined", MatrixScene.Plan(isOpen: false)) {
            scene in
            let max = try scene.customer()
            let room = try max.open(with: scene.support)
            try max.say(Article.question(1), in: room)
            try scene.desk.open()
            try max.mustBeTold(Article.answer(1), by: scene.support)
            try max.ask(2, of: scene.support, in: room)
            try max.mustBeAnsweredOnce([1, 2], by: scene.support)
        }

        private static let late = Story("what is asked while the desk joins") { scene in
            let max = try scene.customer()
            scene.desk.freeze()
            let room = try max.open(with: scene.support)
            for number in 1...3 { try max.say(Article.question(number), in: room) }
            scene.desk.thaw()
            try max.mustBeTold(Article.answer(3), by: scene.support)
            try max.mustBeAnsweredOnce(1...3, by: scene.support)
        }

        /// What is not answered has nothing to wait for; a question after it has.
        private static let silent = Story("notices are answered by nothing, what was corrected is") { scene in
            let max = try scene.customer()
            let room = try max.meet(scene.support)
            try max.say(Article.question(1), in: room, kind: "m.notice")
            let event = try max.say(Article.question(2), in: room)
            try max.mustBeTold(Article.answer(2), by: scene.support)
            try max.edit(event, to: Article.question(3), in: room)
            try max.mustBeTold(Article.answer(3), by: scene.support)
            try max.mustBeAnsweredOnce([2, 3], by: scene.support)
            guard max.count(of: Article.answer(1), by: scene.support) == 0 else {
                throw Trouble("a notice was answered")
            }
        }

        private static let parrot = Story("the desk does not answer itself") { scene in
            let max = try scene.customer()
            let room = try max.meet(scene.support)
            try max.say(Article.parrotQuestion, in: room)
            try max.mustBeTold(Article.question(1), by: scene.support)
            try max.ask(2, of: scene.support, in: room)
            guard max.count(of: Article.answer(1), by: scene.support) == 0 else { throw Trouble("it answered itself") }
        }
    }
}
