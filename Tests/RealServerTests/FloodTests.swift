import Foundation
import Glibc
import ProgramKit
import Testing

extension RealServers {
    @Suite(.needs(.inspircd, .atheme)) struct FloodTests {
        /// At what the gateway does when nothing is set.
        @Test(.timeLimit(.minutes(3))) func `an answer of thirty lines arrives whole and in order`() async throws {
            let plans = [InspIRCd.Patience.slowing, .ending].map { Scene.Plan(patience: $0, pause: "2s") }
            try await play(plans) { scene in try Self.hearAll(in: scene) }
        }

        private static func hearAll(in scene: Scene) throws {
            try scene.begin()
            scene.max.say(Article.longQuestion, to: scene.nick)
            let end = Clock.now + 150
            while scene.max.count(of: Article.longLines.last ?? "") == 0 {
                let parts = scene.max.count(of: "There is more")
                let hasNext = eventually(within: 30) { () -> Bool? in
                    scene.max.count(of: "There is more") > parts || scene.max.count(of: "Step 30") > 0 ? true : nil
                }
                guard hasNext == true, Clock.now < end else { throw Trouble("heard only: \(scene.max.told.suffix(8))") }
                if scene.max.count(of: "Step 30") == 0 { scene.max.say("more", to: scene.nick) }
            }
            let steps = scene.max.told.filter { $0.hasPrefix("Step") }
            guard steps == Article.longLines else { throw Trouble("not the lines of the article: \(steps)") }
            guard !scene.desk.log.contains("not connected") else { throw Trouble("the desk was thrown out") }
        }

        @Test(.timeLimit(.minutes(2)))
        func `thirty customers who ask at once are all answered`() async throws {
            let waits = try await onThread { () throws -> [Double] in
                let server = try InspIRCd(patience: .trusting)
                try server.start()
                let desk = try Desk(GatewaySettings(port: server.port, burst: 5, pause: "200ms"))
                try desk.open()
                let crowd = try (1...30).map { try Visitor(.guest("asker\($0)"), on: server.port) }
                for visitor in crowd { try visitor.welcomed() }
                return try Self.waits(of: crowd, for: desk)
            }.sorted()
            let (median, longest) = (waits[waits.count / 2], waits.last ?? 0)
            print("30 customers at once: median wait \(median.tenths) s, longest \(longest.tenths) s")
            // Greeting and answer of each, five lines a second.
            #expect(longest < 30)
        }

        /// Seconds from the question to the answer.
        private static func waits(of crowd: [Visitor], for desk: Desk) throws -> [Double] {
            let start = Clock.now
            for (place, visitor) in crowd.enumerated() {
                visitor.say(Article.question(1 + place % Article.count), to: Desk.nick)
            }
            var waits: [String: Double] = [:]
            let isDone = eventually(within: 60) { () -> Bool? in
                for (place, visitor) in crowd.enumerated() where waits[visitor.nick] == nil {
                    let answer = Article.answer(1 + place % Article.count)
                    if visitor.count(of: answer) > 0 { waits[visitor.nick] = Clock.now - start }
                }
                return waits.count == crowd.count ? true : nil
            }
            guard isDone == true else {
                throw Trouble("\(crowd.count - waits.count) got no answer: \(desk.log.suffix(3000))")
            }
            for visitor in crowd where visitor.count(of: "Answer ") != 1 {
                throw Trouble("\(visitor.nick) heard \(visitor.told)")
            }
            return Array(waits.values)
        }
    }
}

extension Double {
    fileprivate var tenths: Double { (self * 10).rounded() / 10 }
}
