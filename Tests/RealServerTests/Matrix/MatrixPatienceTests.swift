import Foundation
import Glibc
import ProgramKit
import Testing

extension RealServers {
    /// What takes its time, all at once.
    @Suite(.needsMatrix) struct MatrixPatienceTests {
        /// Synapse lets a user say ten things and then one in five seconds. 120 messages are for `make soak`.
        private static let messages =
            ProcessInfo.processInfo.environment["RAPPORT_LIMITED_MESSAGES"].flatMap { Int($0) } ?? 25

        @Test(.timeLimit(.minutes(20)))
        func `what the server's limit holds back is said in the end, and expired tokens go unnoticed`() async throws {
            async let limited: Void = play([Self.limited, Self.crowd])
            async let tokens: Void = play(
                [Self.renewed, Self.loggedOut], on: Host(Synapse.Ways(tokenLifetime: "8s", refreshLifetime: "20s")))
            _ = try await (limited, tokens)
        }

        private static let limited = Story(
            "at the server's default limit",
            MatrixScene.Plan(isLimited: true, articles: LoadDriver.writeContent)
        ) { scene in
            let driver = LoadDriver(scene: scene, messages: messages, patience: 20 + 2 * messages)
            try driver.plain().mustBeWhole(messages)
        }

        /// What is too much within a minute waits; nobody is sent away.
        private static let crowd = Story("many at once", MatrixScene.Plan(settings: ["invitations: {in_all: 2}"])) {
            scene in
            let customers = try (1...3).map { try scene.customer("guest\($0)") }
            let rooms = try customers.map { try $0.open(with: scene.support) }
            for (customer, room) in zip(customers, rooms) { try customer.say(Article.question(1), in: room) }
            let isServed = { (customer: NioCustomer) in customer.count(of: Article.answer(1), by: scene.support) > 0 }
            let first = eventually(within: 30) {
                customers.count(where: isServed) >= 2 ? customers.count(where: isServed) : nil
            }
            guard first == 2 else { throw Trouble("\(first ?? 0) of 3 were served at once") }
            for customer in customers {
                try customer.mustBeTold(Article.answer(1), by: scene.support, within: 90)
            }
            for customer in customers { try customer.mustBeAnsweredOnce([1], by: scene.support) }
        }

        private static let renewed = Story("a token that expires is renewed") { scene in
            let max = try scene.customer()
            let room = try max.meet(scene.support)
            for number in 1...4 {
                try max.ask(number, of: scene.support, in: room, within: 10)
                // Longer than a token lasts.
                if number < 4 { poll(nil, 0, 9000) }
            }
            try max.mustBeAnsweredOnce(1...4, by: scene.support)
            guard scene.homeserver.requestCount("/client/v3/refresh") >= 3 else {
                throw Trouble("the desk has renewed nothing")
            }
            guard try scene.homeserver.devices(of: scene.support) == 1 else { throw Trouble("more than one device") }
        }

        /// Neither what it is logged in with nor what it could renew that with holds any more.
        private static let loggedOut = Story("a desk that slept too long logs in again") { scene in
            let max = try scene.customer()
            let room = try max.meet(scene.support)
            try max.ask(1, of: scene.support, in: room)
            scene.desk.freeze()
            try max.say(Article.question(2), in: room)
            poll(nil, 0, 25_000)
            scene.desk.thaw()
            try max.mustBeTold(Article.answer(2), by: scene.support)
            try max.ask(3, of: scene.support, in: room)
            try max.mustBeAnsweredOnce(1...3, by: scene.support)
            guard try scene.homeserver.devices(of: scene.support) == 1 else { throw Trouble("more than one device") }
        }
    }
}
