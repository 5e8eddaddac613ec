/// A network's word that it is to be reached over TLS alone (IRCv3 sts).
struct STSPolicy: Equatable, Sendable {
    let port: Int
    /// For how long from now on, in seconds.
    let seconds: Int
    /// In milliseconds of the epoch.
    var expires: Int64

    /// The longest that a policy is believed: a year.
    static let mostSeconds = 366 * 86_400

    /// What the value of the capability asks for.
    struct Advice: Equatable, Sendable {
        var port: Int?
        var seconds: Int?

        /// `duration=31536000,port=6697`; keys unknown are passed over, broken values are as if they were not there.
        init(_ value: String) {
            for part in value.split(separator: ",") {
                let pair = part.split(separator: "=", maxSplits: 1).map(String.init)
                guard pair.count == 2, let number = Int(pair[1]) else { continue }
                switch pair[0] {
                case "port" where (1...65_535).contains(number): port = number
                case "duration" where number >= 0: seconds = min(number, STSPolicy.mostSeconds)
                default: break
                }
            }
        }
    }

    init(port: Int, seconds: Int, now: Int64) {
        self.port = port
        self.seconds = seconds
        expires = now + Int64(seconds) * 1000
    }

    /// As it is kept; nil where that is nothing of the kind.
    init?(_ text: String) {
        let parts = text.split(separator: " ").map { Int64($0) }
        guard parts.count == 3, let port = parts[0].flatMap({ Int(exactly: $0) }), (1...65_535).contains(port),
            let seconds = parts[1].flatMap({ Int(exactly: $0) }), (0...Self.mostSeconds).contains(seconds),
            let expires = parts[2]
        else { return nil }
        (self.port, self.seconds, self.expires) = (port, seconds, expires)
    }

    var text: String { "\(port) \(seconds) \(expires)" }

    func holds(at now: Int64) -> Bool { now < expires }

    /// The time counts from the end of the last connection over TLS.
    func renewed(at now: Int64) -> STSPolicy { STSPolicy(port: port, seconds: seconds, now: now) }
}
