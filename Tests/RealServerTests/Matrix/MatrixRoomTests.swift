import Foundation
import ProgramKit
import Testing

extension RealServers {
    /// What becomes of rooms: upgraded, left, forbidden; and what is long or odd in them.
    @Suite(.needsMatrix, .needs(.inspircd), .needs(.atheme)) struct MatrixRoomTests {
        @Test(.timeLimit(.minutes(3))) func `an upgraded room is the same one to the desk`() async throws {
            try await play([Self.upgraded])
        }

        /// Ids of rooms of version 12 name no server.
        private static let upgraded = Story("upgraded to version 12 in mid-case") { scene in
            let (max, anna) = (try scene.customer(), try scene.agent())
            let old = try max.meet(scene.support)
            try max.ask(1, of: scene.support, in: old)
            try max.say("human", in: old)
            try max.mustBeTold(Voice.handOver, by: scene.support)
            try anna.say("!claim 1", to: "#desk")
            try max.mustBeTold(Voice.takeover, by: scene.support)
            try anna.must("the case's room") { $0.command == "JOIN" && $0.params.first == "#case-1" }
            let new = try scene.homeserver.upgrade(old, to: "12", by: max.user)
            guard !new.contains(":") else { throw Trouble("not of version 12: \(new)") }
            try max.invite(scene.support, to: new)
            try max.mustBeJoined(by: scene.support, in: new)
            try max.say("max says from the new room", in: new)
            try anna.must("the words of Max") { $0.text == "max says from the new room" && !$0.isOld }
            try anna.say("anna says to the new room", to: "#case-1")
            let heard = try max.mustBeTold("anna says to the new room", by: scene.support)
            guard heard.room == new else { throw Trouble("said in \(heard.room)") }
            guard try scene.desk.queue().count == 1 else { throw Trouble("another case: \(try scene.desk.queue())") }
        }

        @Test(.timeLimit(.minutes(4))) func `agents come back to their cases, and the desk to the staff room`()
            async throws
        {
            try await playAcross { house in
                guard let kim = try house.agent(on: .matrix) as? MatrixAgent else { return }
                let max = try house.customer(on: .listener)
                let number = try house.handOver(max)
                try kim.claim(number)
                let first = kim.room
                try kim.nio.leave(first)
                try max.say("max says to nobody \(number)")
                try kim.claim(number)
                guard kim.room == first else { throw Trouble("another room") }
                // Everything that was said so far, also while nobody could hear it.
                try kim.mustHear("max says to nobody \(number)")
                try kim.say("kim says again")
                try max.mustHear("kim says again")
                try kim.say("!done for \(number)")
                try max.mustHear(Voice.closing)
                try kim.nio.kick(house.support, from: kim.staff)
                let other = try house.customer(on: .listener)
                let next = try house.handOver(other)
                try kim.nio.invite(house.support, to: kim.staff)
                try kim.nio.must("what was told meanwhile") {
                    $0.isTalk && $0.room == kim.staff && $0.text.hasPrefix("Case \(next): ")
                }
                try kim.claim(next)
                try other.mustHear(Voice.takeover)
            }
        }

        @Test(.timeLimit(.minutes(3))) func `long words and odd ones go both ways whole`() async throws {
            try await playAcross { house in
                guard let kim = try house.agent(on: .matrix) as? MatrixAgent,
                    let max = try house.customer(on: .matrix) as? MatrixCustomer
                else { return }
                let number = try house.handOver(max)
                try kim.claim(number)
                // As long as an event may be, with signs of four bytes and such that JSON escapes.
                let long = (1...2400).map { "\u{1F680}\"\($0)\\ ünï" }.joined(separator: " ")
                try max.say(long)
                try Self.mustBeWhole(long, of: "max-", in: { kim.heard })
                try kim.say(long)
                try Self.mustBeWhole(long, of: "kim: ", in: { max.heard })
                let kept = try house.desk.transcript().filter { $0.text == long }
                guard kept.count == 2 else { throw Trouble("kept \(kept.count) times as it was said") }
            }
        }

        /// In several messages, whose pieces are all of it.
        private static func mustBeWhole(_ text: String, of name: String, in heard: () -> [String]) throws {
            let isWhole = eventually(within: 40) { () -> Bool? in
                let all = heard().joined()
                return all.contains(text) ? true : nil
            }
            guard isWhole == true else { throw Trouble("\(name): heard \(heard().map(\.utf8.count)) bytes") }
        }
    }
}
