import ProgramKit
import Testing

extension RealServers {
    /// Two linked servers: the desk and Anna are on one, Max on the other.
    @Suite(.needs(.inspircd, .atheme)) struct NetsplitTests {
        @Test(.timeLimit(.minutes(2)))
        func `what was written during a netsplit arrives once after it`() async throws {
            let plans = Scene.Plan.everybody.map { plan in
                var plan = plan
                plan.isOnOther = true
                return plan
            }
            try await play(plans) { scene in
                guard let other = scene.other else { throw Trouble("there is no other server") }
                let oper = try Operator(on: scene.server)
                try scene.begin()
                try scene.handOver()
                try scene.claim()
                try scene.talk("before the split")
                try scene.untilKnown()
                try oper.split(from: other)
                scene.agentWrites("anna says during the split")
                try scene.desk.mustKeep("during the split")
                try oper.connect(to: other)
                try scene.max.mustBeTold("during the split", within: 60)
                try scene.talk("after the split")
            }
        }
    }
}
