import Foundation
import Glibc
import ProgramKit
import Testing

extension RealServers {
    /// Messages that come while the desk is not there, or is on its way out.
    @Suite(.needsMatrix) struct MatrixGapTests {
        private static let plan = MatrixScene.Plan(articles: LoadDriver.writeContent)

        @Test(.timeLimit(.minutes(4))) func `120 messages to a desk that is stopped are answered when it goes on`()
            async throws
        {
            try await play([
                Story("stopped", Self.plan) { scene in
                    try LoadDriver(scene: scene, messages: 120).freezing().mustBeWhole(120)
                }
            ])
        }

        @Test(.timeLimit(.minutes(4))) func `240 messages to a desk that is killed three times are all answered`()
            async throws
        {
            try await play([
                Story("killed", Self.plan) { scene in
                    let figures = try LoadDriver(scene: scene, customers: 2, messages: 120).during {
                        for _ in 1...3 {
                            poll(nil, 0, Int32.random(in: 500..<1500))
                            try scene.killDesk()
                        }
                    }
                    try figures.mustBeWhole(240)
                }
            ])
        }
    }
}
