import DeskCore

@testable import DeskIRC

/// One who may sit before a client: what they can log in as, where they connect from, and the mark that their words hold
/// and no other's do. The marks have a digit that stands in no line by itself, so they are only where they were put.
struct Seat {
    static let digit = UInt8(ascii: "7")
    static let staffMark = "x77c77"

    let login: Login
    let address: NetworkAddress?
    let mark: String

    var isCustomer: Bool { mark != Self.staffMark }

    static let all = [
        agent("anna", "198.51.100.1"), agent("vera", "192.0.2.7"), customer("bob", "198.51.100.2", "x77a77"),
        customer("cara", "198.51.100.3", "x77b77"), agent("anna", "198.51.100.1"),
        customer("bob", "198.51.100.2", "x77a77"), agent("otto", "192.0.2.8"), customer("cara", nil, "x77b77"),
    ]

    private static func agent(_ name: String, _ address: String) -> Seat {
        let login = Login(name: name, role: .agent, verifier: "")
        return Seat(login: login, address: NetworkAddress(address), mark: staffMark)
    }

    private static func customer(_ name: String, _ address: String?, _ mark: String) -> Seat {
        let login = Login(name: name, role: .customer, verifier: "")
        return Seat(login: login, address: address.flatMap { NetworkAddress($0) }, mark: mark)
    }

    /// The bytes with `%` as their mark, and without the marks of others. What agents are called is seen by customers,
    /// what they say to each other is not.
    func marked(_ bytes: [UInt8]) -> [UInt8] {
        let bare = bytes.filter { $0 != Self.digit }
        let command = (try? IRCMessage(parsing: bare))?.command.uppercased() ?? ""
        let isMarked = isCustomer || ["PRIVMSG", "NOTICE", "TAGMSG", "TOPIC", "BATCH", "MONITOR"].contains(command)
        return bare.flatMap { byte in
            byte != UInt8(ascii: "%") ? [byte] : isMarked ? Array(mark.utf8) : []
        }
    }

    /// Marks that must not be seen here.
    var foreign: [String] {
        isCustomer ? ["x77a77", "x77b77", Self.staffMark].filter { $0 != mark } : []
    }
}
