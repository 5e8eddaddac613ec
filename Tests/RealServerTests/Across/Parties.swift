import ProgramKit

/// A customer somewhere.
class Customer {
    let network: String
    init(on network: String) { self.network = network }

    func say(_ text: String) throws {}
    /// Everything that anybody has told them since the beginning.
    var heard: [String] { [] }
    func mustHear(_ words: String) throws {
        let isThere = eventually(within: 40) { self.heard.contains { $0.contains(words) } ? true : nil }
        guard isThere == true else {
            throw Trouble("\(network): the customer never heard “\(words)”: \(heard.suffix(8))")
        }
    }
}

/// An agent somewhere, in one case after the other.
class AgentSeat {
    let network: String
    init(on network: String) { self.network = network }

    /// Takes a case, and waits until they know who it is.
    func claim(_ number: Int) throws {}
    /// Says something where it goes to the customer.
    func say(_ text: String) throws {}
    /// Tells the desk something where a case is nothing to be told.
    func command(_ text: String) throws {}
    /// Says something to other agents.
    func discuss(_ text: String, number: Int) throws {}
    /// Everything that they were told of their case, in order.
    var heard: [String] { [] }
    func mustHear(_ words: String) throws {
        let isThere = eventually(within: 40) { self.heard.contains { $0.contains(words) } ? true : nil }
        guard isThere == true else { throw Trouble("\(network): the agent never heard “\(words)”: \(heard.suffix(8))") }
    }
}

// MARK: - The desk's own gateway

final class ListenerCustomer: Customer {
    private let talker: Talker

    init(port: UInt16, nick: String) throws {
        talker = try Talker(port: port, nick: nick)
        super.init(on: "listener")
    }

    override func say(_ text: String) throws { try talker.say(text) }
    override var heard: [String] {
        talker.read()
        return talker.heard.filter(\.isTalk).map(\.text)
    }
}

final class ListenerAgent: AgentSeat {
    private let talker: Talker
    private var channel = "#desk"

    init(port: UInt16) throws {
        talker = try Talker(port: port, nick: "kim", pass: Desk.agentPassword)
        talker.socket.send("JOIN #desk")
        super.init(on: "listener")
        try talker.must("who is in #desk") { $0.command == "366" }
    }

    override func claim(_ number: Int) throws {
        channel = "#case-\(number)"
        try command("!claim \(number)")
        try talker.must("the case's room") { $0.command == "JOIN" && $0.params.first == channel }
    }
    override func say(_ text: String) throws { try talker.say(text, to: channel) }
    override func command(_ text: String) throws { try talker.say(text, to: "#desk") }
    override func discuss(_ text: String, number: Int) throws { try talker.say(text, to: "#desk") }
    override var heard: [String] {
        talker.read()
        return talker.heard.filter { $0.isTalk && $0.params.first == channel && $0.nick != "kim" }.map(\.text)
    }
}

// MARK: - A network of others

final class NetworkCustomer: Customer {
    private let visitor: Visitor
    private let desk: String

    init(port: UInt16, nick: String, desk: String) throws {
        visitor = try Visitor(.guest(nick), on: port).welcomed()
        self.desk = desk
        super.init(on: "net")
    }

    override func say(_ text: String) throws { visitor.say(text, to: desk) }
    override var heard: [String] { visitor.told }
}

/// All cases are in one window: the private talk with the desk.
final class NetworkAgent: AgentSeat {
    private let visitor: Visitor
    private let desk: String
    private var begin = 0

    init(_ visitor: Visitor, desk: String) {
        (self.visitor, self.desk) = (visitor, desk)
        super.init(on: "net")
    }

    override func claim(_ number: Int) throws {
        begin = visitor.told.count
        try command("!claim \(number)")
        try mustHear("Case \(number)")
    }
    override func say(_ text: String) throws { visitor.say(text, to: desk) }
    override func command(_ text: String) throws { visitor.say(text, to: Desk.staffChannel) }
    override func discuss(_ text: String, number: Int) throws { visitor.say(text, to: Desk.staffChannel) }
    override var heard: [String] { Array(visitor.told.dropFirst(begin)) }
}

// MARK: - Matrix

final class MatrixCustomer: Customer {
    let nio: NioCustomer
    let room: String
    /// The desk, and whoever speaks for it.
    let isDesk: (String) -> Bool
    /// The event of what was said last.
    private(set) var last = ""

    init(_ nio: NioCustomer, desk: String, network: String, isDesk: @escaping (String) -> Bool) throws {
        (self.nio, self.isDesk) = (nio, isDesk)
        room = try nio.meet(desk)
        super.init(on: network)
    }

    override func say(_ text: String) throws { last = try nio.say(text, in: room) }
    override var heard: [String] {
        nio.read()
        return nio.heard.filter { $0.isTalk && isDesk($0.sender) }.map { $0.newText ?? $0.text }
    }
}

/// A room for each case; a thread for each in the staff room.
final class MatrixAgent: AgentSeat {
    let nio: NioCustomer
    let staff: String
    private let desk: String
    private(set) var room = ""
    private(set) var last = ""

    init(_ nio: NioCustomer, staff: String, desk: String, network: String) {
        (self.nio, self.staff, self.desk) = (nio, staff, desk)
        super.init(on: network)
    }

    override func claim(_ number: Int) throws {
        nio.forget()
        try command("!claim \(number)")
        let invitation = try nio.must("the room of case \(number)") {
            $0.isInvitation && $0.about == nio.user && $0.room != staff
        }
        room = invitation.room
        try nio.join(room)
        try mustHear("Case \(number)")
    }
    override func say(_ text: String) throws { last = try nio.say(text, in: room) }
    override func command(_ text: String) throws { try nio.say(text, in: staff) }
    override func discuss(_ text: String, number: Int) throws {
        let isRoot = { (event: NioCustomer.Heard) in
            event.isTalk && event.room == self.staff && event.text.hasPrefix("Case \(number):") && event.relation == nil
        }
        nio.read()
        guard let root = nio.heard.first(where: isRoot) else { throw Trouble("no thread of case \(number)") }
        try nio.discuss(text, on: root.event, in: staff)
    }
    override var heard: [String] {
        nio.read()
        return nio.heard.filter { $0.isTalk && $0.room == room && $0.sender == desk }.map { $0.newText ?? $0.text }
    }
}
