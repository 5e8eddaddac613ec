import ProgramKit
import Testing

extension RealServers {
    /// What the other tests rest on, without any desk.
    @Suite struct FixtureTests {
        @Test(.timeLimit(.minutes(1)), .needs(.inspircd, .atheme))
        func `accounts outlive their server, and services find it again`() async throws {
            try await onThread {
                let server = try InspIRCd()
                try server.start()
                let services = try Atheme(on: server)
                try services.start()
                let ann = try Visitor(.guest("ann"), on: server.port).welcomed()
                try ann.register()
                try services.links { try server.restart() }
                try ann.comeBack(on: server.port)
                try ann.welcomed().mustMeet("ann", loggedInAs: "ann")
                services.stop()
                try services.start()
                let twin = try Visitor(.account("twin", as: "ann"), on: server.port).welcomed()
                try twin.mustMeet("twin", loggedInAs: "ann")
            }
        }

        @Test(.timeLimit(.minutes(1)), .needs(.inspircd))
        func `two servers split and come together`() async throws {
            try await onThread {
                let (alpha, beta) = (try InspIRCd(), try InspIRCd("beta"))
                try alpha.knows(beta)
                try beta.knows(alpha)
                for server in [alpha, beta] { try server.start() }
                let oper = try Operator(on: alpha)
                try oper.connect(to: beta)
                let (ann, bob) = (try Visitor(.guest("ann"), on: alpha.port), try Visitor(.guest("bob"), on: beta.port))
                for visitor in [ann, bob] { try visitor.welcomed().join("#x") }
                // Before a server is cut off, what it had to tell must have been told.
                try ann.must("Bob") { $0.nick == "bob" && $0.command == "JOIN" }
                try oper.split(from: beta)
                try ann.must("that Bob is gone") { $0.command == "QUIT" && $0.nick == "bob" }
                ann.forget()
                try oper.connect(to: beta)
                try ann.must("Bob again") { $0.command == "JOIN" && $0.nick == "bob" }
            }
        }

        @Test(.timeLimit(.minutes(1)), .needs(.ngircd))
        func `ngIRCd starts, and starts again on the same port`() async throws {
            try await onThread {
                let server = try NgIRCd()
                try server.start()
                let ann = try Visitor(.guest("ann"), on: server.port).welcomed()
                try server.restart()
                try ann.comeBack(on: server.port)
                try ann.welcomed().join("#x")
            }
        }
    }
}
