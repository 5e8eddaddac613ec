import Foundation
import Glibc
import ProgramKit
import Testing

extension RealServers {
    /// The desk killed by SIGKILL while the network goes on. With long pauses between lines there is always something
    /// that was promised and not said yet.
    @Suite(.needs(.inspircd, .atheme)) struct KillTests {
        private static let slow = Scene.Plan(burst: 1, pause: "500ms")

        @Test(.timeLimit(.minutes(2)))
        func `killed before the answer, the desk gives it when it is back`() async throws {
            try await play(Self.slow) { scene in
                try scene.begin()
                scene.max.say(Article.question(1), to: scene.nick)
                try scene.desk.mustKeep(Article.question(1))
                try scene.killDesk()
                try scene.max.mustBeTold(Article.answer(1))
                try scene.max.ask(2, to: scene.nick)
                try Self.mustBeAnsweredOnce([1, 2], in: scene)
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func `killed while somebody is in line, the desk keeps their place`() async throws {
            try await play(Scene.Plan(customer: .guest, burst: 1, pause: "500ms")) { scene in
                try scene.begin()
                try scene.handOver()
                try scene.untilKnown()
                try scene.killDesk()
                // Whether the desk had asked the network in time by what it would know him again is a matter of luck.
                scene.max.say(scene.word ?? "", to: scene.nick)
                try scene.max.must("a welcome") {
                    $0.text.hasPrefix(Voice.welcomeBack) || $0.text.hasPrefix(Voice.noted)
                }
                try scene.claim()
                try scene.talk("at last")
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func `killed in mid-case, words that were kept are told after it`() async throws {
            try await play(Self.slow) { scene in
                try scene.begin()
                try scene.handOver()
                try scene.claim()
                try scene.talk("good morning")
                scene.agentWrites("anna says wait for the parcel")
                try scene.desk.mustKeep("wait for the parcel")
                try scene.killDesk()
                try scene.max.mustBeTold("wait for the parcel")
                scene.promises.append(("max says it is here", scene.anna))
                scene.max.say("max says it is here", to: scene.nick)
                try scene.desk.mustKeep("it is here")
                try scene.killDesk()
                try scene.anna.mustBeTold("it is here")
                try scene.talk("good evening")
            }
        }

        @Test(.timeLimit(.minutes(3)))
        func `killed again and again, what was kept is answered`() async throws {
            try await play(Scene.Plan(pause: "100ms")) { scene in
                try scene.begin()
                for number in 1...5 {
                    scene.max.say(Article.question(number), to: scene.nick)
                    poll(nil, 0, Int32.random(in: 0..<150))
                    try scene.killDesk()
                }
                // What came while nobody was there, the network did not keep.
                let kept = try scene.desk.transcript().filter(\.isCustomer).map(\.text)
                let numbers = (1...5).filter { kept.contains(Article.question($0)) }
                print("killed within 150 ms of a question: \(numbers.count) of 5 had been kept")
                for number in numbers { try scene.max.mustBeTold(Article.answer(number)) }
                try scene.max.ask(6, to: scene.nick)
                for number in 1...5 where !numbers.contains(number) && scene.max.count(of: Article.answer(number)) > 0 {
                    throw Trouble("answered and not kept: \(number)")
                }
            }
        }

        private static func mustBeAnsweredOnce(_ numbers: [Int], in scene: Scene) throws {
            for number in numbers where scene.max.count(of: Article.answer(number)) != 1 {
                throw Trouble("not answered once: \(scene.max.told)")
            }
        }
    }
}
