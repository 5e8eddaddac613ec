import Foundation
import Glibc
import ProgramKit
import Testing

extension RealServers {
    /// Customers on Matrix, agents on the desk's own gateway.
    @Suite(.needsMatrix) struct MatrixCaseTests {
        @Test(.timeLimit(.minutes(3))) func `a case is served from the first word to the rating`() async throws {
            try await play([Self.served, Self.killed, Self.kicked, Self.left])
        }

        private static let served = Story("claimed, talked about, closed") { scene in
            let call = try Call(scene)
            try call.begin()
            try call.talk("good morning")
            try call.anna.say("!done talked it over", to: "#case-1")
            try call.max.mustBeTold(Voice.closing, by: scene.support)
            try call.max.say("yes", in: call.room)
            try call.max.mustBeTold(Voice.solved, by: scene.support)
            try call.anna.must("that it is solved") { $0.isTalk && $0.text.contains("says it is solved") }
        }

        private static let killed = Story("the desk killed in mid-case") { scene in
            let call = try Call(scene)
            try call.begin()
            try call.talk("good morning")
            scene.desk.kill()
            try call.max.say("max says nobody is here", in: call.room)
            try scene.desk.open()
            try call.returns()
            try call.anna.must("what was said meanwhile") { $0.text.contains("max says nobody is here") }
            try call.talk("good evening")
        }

        private static let kicked = Story("the desk shown the door, and invited again") { scene in
            let call = try Call(scene)
            try call.begin()
            try call.talk("good morning")
            try call.max.kick(scene.support, from: call.room)
            try call.anna.say("anna says are you there", to: "#case-1")
            try scene.desk.mustKeep("anna says are you there")
            call.max.forget()
            try call.max.invite(scene.support, to: call.room)
            try call.max.mustBeJoined(by: scene.support, in: call.room)
            try call.max.mustBeTold("anna says are you there", by: scene.support)
            try call.talk("good evening")
        }

        private static let left = Story("the customer in another room") { scene in
            let call = try Call(scene)
            try call.begin()
            try call.talk("good morning")
            try call.max.leave(call.room)
            try call.anna.must("that he has left") { $0.isTalk && $0.text.contains("has left") }
            try call.anna.say("anna says where are you", to: "#case-1")
            try scene.desk.mustKeep("anna says where are you")
            call.room = try call.max.meet(scene.support)
            try call.max.mustBeTold("anna says where are you", by: scene.support)
            try call.talk("good evening")
        }
    }
}

/// Max on Matrix and Anna on the desk's own gateway.
private final class Call {
    let scene: MatrixScene
    let max: NioCustomer
    private(set) var anna: Talker
    var room: String

    init(_ scene: MatrixScene) throws {
        self.scene = scene
        (max, anna) = (try scene.customer(), try scene.agent())
        room = try max.meet(scene.support)
    }

    /// Max asks for a person, and Anna takes the case.
    func begin() throws {
        try max.ask(1, of: scene.support, in: room)
        try max.say("human", in: room)
        try max.mustBeTold(Voice.handOver, by: scene.support)
        try anna.must("that somebody waits") { $0.isTalk && $0.text.contains("waits. !claim 1") }
        try anna.say("!claim 1", to: "#desk")
        try max.mustBeTold(Voice.takeover, by: scene.support)
        try anna.must("the case's room") { $0.command == "JOIN" && $0.params.first == "#case-1" }
    }

    /// A word of Max for Anna, and one of Anna for Max; each is heard once.
    func talk(_ words: String) throws {
        try max.say("max says \(words)", in: room)
        try anna.must("“\(words)” of Max") {
            !$0.isOld && $0.params.first == "#case-1" && $0.text == "max says \(words)"
        }
        try anna.say("anna says \(words)", to: "#case-1")
        let heard = try max.mustBeTold("anna says \(words)", by: scene.support)
        guard heard.room == room, max.count(of: "anna says \(words)", by: scene.support) == 1 else {
            throw Trouble("not once in the room where Max is: \(max.told(by: scene.support).map(\.text))")
        }
    }

    /// Anna connects again, and is in her case.
    func returns() throws {
        anna = try scene.agent()
        anna.socket.send("JOIN #case-1")
        try anna.must("who is in #case-1") { $0.command == "366" && $0.params.contains("#case-1") }
    }
}
