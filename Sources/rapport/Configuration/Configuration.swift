import DeskCore
import DeskIRC
import Logging

/// Everything an operator can set.
struct Configuration: Sendable {
    var content = "."
    var data = "./data"
    var languages: [Language] = ["en", "de"]
    var zone = "UTC"
    /// Shares from 0 to 1.
    var wrongAnswers = 0.05
    var unknownShare = 0.30
    var logLevel = Logger.Level.info
    var policy = Policy()
    var listeners: [ListenerOptions] = [ListenerOptions()]
    /// Where /health and /metrics are served; nowhere if nil.
    var metrics: Values.Address?
}

/// A value that does not fit, and what was expected.
struct UnfitValue: Error { let expected: String }

/// One scalar that can be set in the file, and in the environment under the same name.
struct Setting<Target>: Sendable {
    /// Keys from the outermost in, joined by dots.
    let path: String
    /// Whether the file may give several values, as a YAML list; elsewhere they are joined by commas.
    let isList: Bool
    let apply: @Sendable (String, inout Target) throws(UnfitValue) -> Void

    init(
        _ path: String, isList: Bool = false,
        _ apply: @escaping @Sendable (String, inout Target) throws(UnfitValue) -> Void
    ) {
        self.path = path
        self.isList = isList
        self.apply = apply
    }

    /// `RAPPORT_MATCHING_WRONG_ANSWERS` for `matching.wrong_answers`.
    var environmentName: String {
        "RAPPORT_" + path.uppercased().split(separator: ".").joined(separator: "_")
    }
}

extension Setting where Target == Configuration {
    static var all: [Setting] {
        [
            Setting("content") { text, target throws(UnfitValue) in target.content = try Values.folder(text) },
            Setting("data") { text, target throws(UnfitValue) in target.data = try Values.folder(text) },
            Setting("languages", isList: true) { text, target throws(UnfitValue) in
                target.languages = try Values.languages(text)
            },
            Setting("zone") { text, target throws(UnfitValue) in target.zone = try Values.zone(text) },
            Setting("matching.wrong_answers") { text, target throws(UnfitValue) in
                target.wrongAnswers = try Values.share(text)
            },
            Setting("matching.unknown_share") { text, target throws(UnfitValue) in
                target.unknownShare = try Values.share(text)
            },
            Setting("queues.first_reply") { text, target throws(UnfitValue) in
                target.policy.firstReply = try Values.duration(text)
            },
            Setting("queues.agent_silence") { text, target throws(UnfitValue) in
                target.policy.agentSilence = try Values.duration(text)
            },
            Setting("queues.wait_notices", isList: true) { text, target throws(UnfitValue) in
                let notices = try Values.list(text, Values.duration)
                // The last one repeats: without a pause it would never stop.
                guard notices.allSatisfy({ $0 >= .seconds(1) }) else {
                    throw UnfitValue(expected: "times of 1s or more")
                }
                target.policy.waitNotices = notices
            },
            Setting("conversation.idle") { text, target throws(UnfitValue) in
                target.policy.idle = try Values.duration(text)
            },
            Setting("conversation.turn_pause") { text, target throws(UnfitValue) in
                target.policy.turnPause = try Values.duration(text)
            },
            Setting("metrics.listen") { text, target throws(UnfitValue) in
                target.metrics = try Values.loopback(text)
            },
            Setting("log.level") { text, target throws(UnfitValue) in target.logLevel = try Values.logLevel(text) },
        ]
    }
}

extension Setting where Target == ListenerOptions {
    static var all: [Setting] {
        [
            Setting("name") { text, target throws(UnfitValue) in target.id = GatewayID(try Values.name(text)) },
            Setting("listen") { text, target throws(UnfitValue) in (target.host, target.port) = try Values.listen(text)
            },
            Setting("network") { text, target throws(UnfitValue) in target.networkName = try Values.name(text) },
            Setting("server") { text, target throws(UnfitValue) in target.serverName = try Values.hostName(text) },
            Setting("agents_from", isList: true) { text, target throws(UnfitValue) in
                target.agentsFrom = text.isEmpty ? [] : try Values.list(text, Values.addressRange)
            },
            Setting("limits.connections") { text, target throws(UnfitValue) in
                target.limits.maximumConnections = try Values.whole(text, 1...1_000_000)
            },
            Setting("limits.registration_seconds") { text, target throws(UnfitValue) in
                target.limits.registrationSeconds = try Values.whole(text, 1...3600)
            },
            Setting("limits.ping_seconds") { text, target throws(UnfitValue) in
                target.limits.pingSeconds = try Values.whole(text, 5...86_400)
            },
            Setting("limits.line_burst") { text, target throws(UnfitValue) in
                target.limits.lineBurst = try Values.whole(text, 1...10_000)
            },
            Setting("limits.lines_per_second") { text, target throws(UnfitValue) in
                target.limits.linesPerSecond = try Values.whole(text, 1...10_000)
            },
            Setting("limits.send_queue_bytes") { text, target throws(UnfitValue) in
                target.limits.sendQueueBytes = try Values.whole(text, 4096...1 << 30)
            },
            Setting("limits.login_attempts") { text, target throws(UnfitValue) in
                target.limits.loginAttempts = try Values.whole(text, 1...100)
            },
        ]
    }
}
