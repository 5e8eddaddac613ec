import Foundation
import Glibc
import ProgramKit
import Testing

extension RealServers {
    @Suite(.needs(.inspircd, .atheme)) struct ServicesTests {
        @Test(.timeLimit(.minutes(2)))
        func `while services are down the desk answers, and joins nothing until it is logged in`() async throws {
            try await play(Scene.Plan()) { scene in
                scene.services.stop()
                try scene.max.join(Desk.channel)
                let nick = try scene.desk.open()
                try scene.max.ask(1, to: nick)
                try scene.max.settle()
                guard !scene.max.heard.contains(where: { $0.command == "JOIN" && $0.nick == nick }) else {
                    throw Trouble("the desk joined without being logged in")
                }
                scene.max.forget()
                try scene.services.start()
                try scene.max.must("the desk in \(Desk.channel)", within: 90) {
                    $0.command == "JOIN" && $0.nick.hasPrefix(Desk.stem)
                }
                try scene.max.mustMeet(Desk.nick, loggedInAs: Desk.nick)
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func `a wrong password is told, and not tried without end`() async throws {
            try await onThread {
                let server = try InspIRCd()
                try server.start()
                let services = try Atheme(on: server)
                try services.start()
                let keeper = try Visitor(.guest(Desk.nick), on: server.port).welcomed()
                try keeper.register()
                keeper.leave()
                let desk = try Desk(GatewaySettings(port: server.port, login: .init(password: "wrong")))
                try desk.start()
                try desk.mustLog("login refused")
                // To show that nothing more happens, there is nothing to wait for.
                poll(nil, 0, 8000)
                let wire = server.wire(of: Desk.user)
                let attempts = ["AUTHENTICATE PLAIN", "USER "].map {
                    wire.components(separatedBy: " I \($0)").count - 1
                }
                guard attempts == [1, 1] else { throw Trouble("\(attempts) logins and connections: \(wire)") }
            }
        }
    }
}
