/// Why a connection was ended or refused by this side, or something of it was not taken: for the log and for counting.
enum Drop: String, CaseIterable, Sendable {
    case full
    case address
    case registering
    case registration
    case silent
    case sendQueue = "send_queue"
    case stalled
    case guessing
    case tooLong = "too_long"

    var isRefusal: Bool { [.full, .address, .registering].contains(self) }

    /// What somebody who is refused is told.
    var word: String {
        switch self {
        case .address: "too many connections from your address, close some or try again later"
        default: "too many connections, please try again later"
        }
    }

    /// What the log says.
    var text: String {
        switch self {
        case .full: "no place left"
        case .address: "too many from one address"
        case .registering: "too many that have not registered"
        case .registration: "never registered"
        case .silent: "no answer to a ping"
        case .sendQueue: "send queue exceeded"
        case .stalled: "takes nothing of what is sent"
        case .guessing: "too many wrong passwords"
        case .tooLong: "lines that are too long"
        }
    }
}
