public import DeskCore
import Foundation

/// What `/health` says, and whether the desk takes letters.
///
/// A load balancer looks at the status code alone: 503 while what a customer writes would not be taken in. What is wrong
/// without keeping anybody from an answer, as content that was refused, is told with 200: a desk that answers from
/// yesterday's content is better than none.
public struct HealthPage: Sendable {
    /// How long the disk may take over one commit before it counts as stuck.
    static let longestCommit: Duration = .seconds(10)
    /// Whether letters are taken.
    public let isTaking: Bool
    public let json: String

    static func isTaking(_ health: DeskHealth) -> Bool { hindrances(health).isEmpty }

    public init(_ health: DeskHealth, version: String, uptime: Duration) {
        let hindrances = Self.hindrances(health)
        let remarks = Self.remarks(health)
        isTaking = hindrances.isEmpty
        let body = Body(
            status: !hindrances.isEmpty ? "down" : remarks.isEmpty ? "ok" : "degraded",
            problems: hindrances + remarks, uptime_seconds: uptime.components.seconds, version: version,
            gateways: Dictionary(
                uniqueKeysWithValues: health.gateways.map { ($0.key.rawValue, $0.value.rawValue) }),
            content: .init(revision: health.revision?.rawValue, refused: health.isContentRefused),
            queue: .init(waiting: health.customersWaiting))
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        json = ((try? encoder.encode(body)).map { String(decoding: $0, as: UTF8.self) } ?? "{}") + "\n"
    }

    /// What somebody should see to, and what keeps nobody else from an answer.
    private static func remarks(_ health: DeskHealth) -> [String] {
        let away = health.gateways.filter { $0.value == .disconnected }.keys.sorted()
        let ended = health.gateways.filter { $0.value == .ended }.keys.sorted()
        let content =
            "the content folder has errors: the desk goes on with the content it had; rapport check shows them"
        return (health.isContentRefused ? [content] : [])
            + away.map { "gateway \($0) is not connected to its network: the log says why" }
            + ended.map { "gateway \($0) has ended until somebody sees to it: the log says why" }
    }

    /// What keeps letters from being taken, in words.
    private static func hindrances(_ health: DeskHealth) -> [String] {
        switch health.phase {
        case .starting: return ["the desk is starting"]
        case .stopping: return ["the desk is stopping"]
        case .failed: return ["the store failed: the desk takes nothing more and ends"]
        case .running: break
        }
        var found: [String] = []
        if let wait = health.commitUnderWay, wait >= longestCommit {
            found.append("the disk has not confirmed a commit for \(wait.components.seconds) s")
        }
        for (gateway, state) in health.gateways.sorted(by: { $0.key < $1.key })
        where ![.listening, .disconnected, .ended].contains(state) {
            found.append("gateway \(gateway) is \(state.rawValue)")
        }
        return found
    }

    /// The names are the page's, for scripts to rely on.
    private struct Body: Encodable {
        struct Content: Encodable {
            let revision: String?
            let refused: Bool
        }
        struct Queue: Encodable { let waiting: Int }
        let status: String
        let problems: [String]
        let uptime_seconds: Int64
        let version: String
        let gateways: [String: String]
        let content: Content
        let queue: Queue
    }
}
