import DeskCore
import Logging

/// Keeps a gateway running: starts it again after a failure, waiting longer each time.
struct GatewaySupervisor: Sendable {
    static let firstPause: Duration = .seconds(1)
    static let longestPause: Duration = .seconds(60)
    /// A gateway that ran for this long begins again with the first pause.
    static let healthy: Duration = .seconds(60)
    let gateway: any Gateway
    let memory: any GatewayMemory
    let inbox: any Inbox
    let time: Time
    let log: Logger
    var pulse = Pulse()
    var figures = Figures()

    /// Runs until cancelled.
    ///
    /// - Throws: What the gateway throws, if it says that starting again cannot help.
    func run() async throws {
        var pause = Self.firstPause
        while !Task.isCancelled {
            let start = time.now()
            pulse.isNot(.starting, listening: gateway.id)
            do {
                try await gateway.run(into: inbox, memory: memory)
            } catch let error as any UnrecoverableGatewayError {
                throw error
            } catch let error as any EndingGatewayError {
                if Task.isCancelled { return }
                pulse.isNot(.ended, listening: gateway.id)
                log.critical("\(error)", metadata: ["gateway": "\(gateway.id)"])
                return
            } catch {
                if Task.isCancelled { return }
                log.error("gateway failed", metadata: ["gateway": "\(gateway.id)", "reason": "\(error)"])
            }
            if Task.isCancelled { return }
            pulse.isNot(.restarting, listening: gateway.id)
            figures[gateway.id]?.restarted()
            if time.now() - start >= Self.healthy { pause = Self.firstPause }
            try? await time.sleep(pause)
            pause = min(pause * 2, Self.longestPause)
        }
    }
}
