import DeskCore
@testable import DeskWeb
import Foundation
import Testing

/// What `/health` says of a desk.
@Suite struct HealthTests {
    private let well = DeskHealth(
        phase: .running, gateways: ["irc": .listening, "terminal": .listening], revision: "abc", customersWaiting: 3)

    private func page(_ health: DeskHealth) -> HealthPage {
        HealthPage(health, version: "9.9", uptime: .milliseconds(61_900))
    }

    /// What the page says of a desk that was changed like this, and whether it takes letters.
    private func problems(_ change: (inout DeskHealth) -> Void) throws -> (status: String, [String], isTaking: Bool) {
        struct Body: Decodable {
            let status: String
            let problems: [String]
        }
        var health = well
        change(&health)
        let page = page(health)
        let body = try JSONDecoder().decode(Body.self, from: Data(page.json.utf8))
        return (body.status, body.problems, page.isTaking)
    }

    @Test func `a desk that takes letters says so, on one line`() {
        let page = page(well)
        #expect(page.isTaking)
        #expect(
            page.json
                == #"{"content":{"refused":false,"revision":"abc"},"gateways":{"irc":"listening","terminal":"listening"},"#
                + #""problems":[],"queue":{"waiting":3},"status":"ok","uptime_seconds":61,"version":"9.9"}"# + "\n")
    }

    @Test(arguments: [
        (DeskHealth.Phase.starting, "the desk is starting"), (.stopping, "the desk is stopping"),
        (.failed, "the store failed: the desk takes nothing more and ends"),
    ])
    func `a desk that does not run says why, and nothing of its gateways`(phase: DeskHealth.Phase, words: String) throws
    {
        let found = try problems {
            $0.phase = phase
            $0.gateways["irc"] = .starting
        }
        #expect(found == ("down", [words], false))
    }

    @Test func `every gateway that does not listen is named`() throws {
        let found = try problems { $0.gateways = ["b": .restarting, "c": .listening, "a": .starting] }
        #expect(found == ("down", ["gateway a is starting", "gateway b is restarting"], false))
    }

    @Test func `a network of others that is away is told, and keeps nobody else from an answer`() throws {
        let found = try problems { $0.gateways = ["libera": .disconnected, "irc": .listening] }
        #expect(
            found == ("degraded", ["gateway libera is not connected to its network: the log says why"], true))
    }

    @Test func `a gateway that only an operator can mend is told, and keeps nobody else from an answer`() throws {
        let found = try problems { $0.gateways = ["matrix": .ended, "irc": .listening] }
        #expect(
            found
                == ("degraded", ["gateway matrix has ended until somebody sees to it: the log says why"], true))
    }

    @Test func `a disk that does not confirm is a desk that takes nothing, after ten seconds`() throws {
        #expect(try problems { $0.commitUnderWay = .milliseconds(9999) }.isTaking)
        let found = try problems { $0.commitUnderWay = .seconds(10) }
        #expect(found == ("down", ["the disk has not confirmed a commit for 10 s"], false))
    }

    @Test func `content that was refused is told, and keeps nobody away`() throws {
        let found = try problems { $0.isContentRefused = true }
        #expect(
            found == (
                "degraded",
                ["the content folder has errors: the desk goes on with the content it had; rapport check shows them"],
                true
            ))
        let both = try problems {
            $0.isContentRefused = true
            $0.gateways["irc"] = .restarting
        }
        #expect(both.status == "down" && both.1.count == 2)
    }

    @Test func `before there is content there is no revision`() {
        #expect(page(DeskHealth()).json.contains(#""content":{"refused":false}"#))
    }

    @Test func `pages are found by their path, and only read`() {
        let pages = WebPages(version: "1") {
            .zero
        } health: {
            DeskHealth(phase: .running)
        } metrics: {
            "m 1\n"
        }
        #expect(pages.answer("GET", "/health").status == 200)
        #expect(pages.answer("GET", "/health").type == "application/json")
        #expect(pages.answer("GET", "/metrics").body == "m 1\n")
        #expect(pages.answer("GET", "/metrics").type == "text/plain; version=0.0.4; charset=utf-8")
        #expect(pages.answer("HEAD", "/metrics?name=m").status == 200)
        for target in ["/", "", "/health/", "/metrics/x", "*", "/HEALTH", "http://here/health", "/?/health"] {
            #expect(pages.answer("GET", target).status == 404, "\(target)")
        }
        for method in ["POST", "PUT", "DELETE", "OPTIONS", "get"] {
            let answer = pages.answer(method, "/health")
            #expect(answer.status == 405 && answer.headers.first?.1 == "GET, HEAD")
        }
        let down = WebPages(version: "1") {
            .zero
        } health: {
            DeskHealth()
        } metrics: {
            ""
        }
        #expect(down.answer("GET", "/health").status == 503)
    }
}
