import Foundation
import Glibc
import ProgramKit

/// A customer on Matrix with a client library that is not ours, matrix-nio: a process that takes orders and tells what it hears.
final class NioCustomer {
    let user: String
    private let program: Program
    private let orders: Int32
    private let answers: Int32
    private var bytes: [UInt8] = []
    private var orderCount = 0
    private var done: [Int: Done] = [:]
    /// Encrypted rooms are read and written with what is in here.
    private let store: Folder?
    private let errors: Folder
    /// All events since the beginning, its own, too.
    private(set) var heard: [Heard] = []
    /// Where `must` begins to look.
    private var since = 0
    private var hasEnded = false

    /// An event of a room, as `customer.py` tells it.
    struct Heard: Decodable {
        let room: String
        let event: String
        let sender: String
        let type: String
        /// The key of a state event: whose membership it is.
        let about: String?
        let membership: String?
        let kind: String?
        let text: String
        let html: String?
        let repliesTo: String?
        let relation: String?
        let mentions: [String]?
        let hasMentions: Bool
        let isEncrypted: Bool
        let isUnreadable: Bool
        let isDirect: Bool
        let isInvitation: Bool
        /// Of a sign put to `relatesTo`.
        let key: String?
        /// The event that is taken back.
        let redacts: String?
        let relatesTo: String?
        /// What takes the place of what `relatesTo` says.
        let newText: String?
        /// Of a room.
        let name: String?
        /// Where a file is.
        let file: String?

        var isTalk: Bool { type == "m.room.message" }
    }

    private struct Order: Encodable {
        var id = 0
        var `do`: String
        var homeserver: String?
        var user: String?
        var password: String?
        var store: String?
        var invite: [String]?
        var encrypted: Bool?
        var room: String?
        var text: String?
        var kind: String?
        var event: String?
        var key: String?
        var file: String?
    }

    fileprivate struct Done: Decodable {
        struct Details: Decodable {
            let room: String?
            let event: String?
        }
        let id: Int?
        let done: Details?
        let failed: String?
        let trouble: String?
        let heard: Heard?
    }

    /// Logs in and listens.
    init(_ user: String, on homeserver: Homeserver, knowsEncryption: Bool = false) throws {
        self.user = user
        store = knowsEncryption ? try Folder() : nil
        errors = try Folder()
        var (input, output): ([Int32], [Int32]) = ([0, 0], [0, 0])
        // Unlike pipes, these are closed from the first moment in what other threads start.
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &input) == 0, socketpair(AF_UNIX, kind, 0, &output) == 0 else {
            throw Trouble("no sockets: \(String(cString: strerror(errno)))")
        }
        (orders, answers) = (input[1], output[0])
        let complaints = try Rapport.create(errors.path + "/err")
        defer { for file in [input[0], output[1], complaints] { close(file) } }
        program = try Program(
            MatrixTools.clients.python(), [MatrixTools.support + "/customer.py"],
            Program.Files(input: input[0], output: output[1], errors: complaints))
        _ = fcntl(answers, F_SETFL, O_NONBLOCK)
        try obey(
            Order(
                do: "login", homeserver: homeserver.url, user: user, password: Homeserver.password, store: store?.path))
    }

    deinit {
        close(orders)
        close(answers)
    }

    // MARK: - Doing

    /// A new private room, with somebody invited.
    func open(with other: String, isEncrypted: Bool = false) throws -> String {
        let details = try obey(Order(do: "create", invite: [other], encrypted: isEncrypted))
        guard let room = details.room else { throw Trouble("\(user) got no room") }
        return room
    }

    /// - Returns: The event's id.
    @discardableResult
    func say(_ text: String, in room: String, kind: String = "m.text") throws -> String {
        try obey(Order(do: "say", room: room, text: text, kind: kind)).event ?? ""
    }

    @discardableResult
    func edit(_ event: String, to text: String, in room: String) throws -> String {
        try obey(Order(do: "edit", room: room, text: text, event: event)).event ?? ""
    }

    func redact(_ event: String, in room: String) throws { try obey(Order(do: "redact", room: room, event: event)) }
    func react(_ key: String, to event: String, in room: String) throws {
        try obey(Order(do: "react", room: room, event: event, key: key))
    }

    /// Says something in the thread of an event.
    @discardableResult
    func discuss(_ text: String, on event: String, in room: String) throws -> String {
        try obey(Order(do: "discuss", room: room, text: text, event: event)).event ?? ""
    }

    /// Sends a text file.
    @discardableResult
    func send(_ text: String, as file: String, in room: String) throws -> String {
        try obey(Order(do: "send", room: room, text: text, file: file)).event ?? ""
    }

    func join(_ room: String) throws { try obey(Order(do: "join", room: room)) }
    func leave(_ room: String) throws { try obey(Order(do: "leave", room: room)) }
    func encrypt(_ room: String) throws { try obey(Order(do: "encrypt", room: room)) }
    func invite(_ user: String, to room: String) throws { try obey(Order(do: "invite", user: user, room: room)) }
    func kick(_ user: String, from room: String) throws { try obey(Order(do: "kick", user: user, room: room)) }

    /// Tells the program, and waits until the server has answered; while the server is away it tries again.
    @discardableResult
    private func obey(_ order: Order, within seconds: Double = 60) throws -> Done.Details {
        orderCount += 1
        var order = order
        order.id = orderCount
        let line = try JSONEncoder().encode(order) + [10]
        let count = line.withUnsafeBytes { write(orders, $0.baseAddress, $0.count) }
        guard count == line.count else { throw Trouble("\(user) takes no orders: \(complaints)") }
        let answer = eventually(within: seconds) { () -> Done? in
            read()
            return done[order.id] ?? (hasEnded ? Done(failed: "it has ended: \(complaints)") : nil)
        }
        guard let details = answer?.done else {
            throw Trouble("\(user) could not \(order.do): \(answer?.failed ?? "no answer; \(complaints)")")
        }
        return details
    }

    var complaints: String { String(Rapport.text(errors.path + "/err").suffix(2000)) }

    // MARK: - Hearing

    func read() {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while !hasEnded {
            let count = Glibc.read(answers, &buffer, buffer.count)
            if count > 0 {
                bytes += buffer[..<count]
            } else if count == 0 {
                hasEnded = true
            } else {
                break
            }
        }
        guard let last = bytes.lastIndex(of: 10) else { return }
        defer { bytes.removeFirst(last + 1) }
        for line in bytes[..<last].split(separator: 10) {
            guard let told = try? JSONDecoder().decode(Done.self, from: Data(line)) else { continue }
            if let event = told.heard { heard.append(event) }
            if let id = told.id { done[id] = told }
        }
    }

    /// From now on only what comes later counts.
    func forget() {
        read()
        since = heard.count
    }

    /// The first such event since `forget`, which may still be coming.
    @discardableResult
    func must(_ what: String, within seconds: Double = 30, _ isIt: (Heard) -> Bool) throws -> Heard {
        let event = eventually(within: seconds) { () -> Heard? in
            read()
            return heard[since...].first(where: isIt)
        }
        if let event { return event }
        let last = heard.suffix(8).map { "\($0.sender) \($0.type) \($0.membership ?? "") \($0.text)" }
        throw Trouble("\(user) waited \(Int(seconds)) s in vain for \(what); heard last: \(last); \(complaints)")
    }

    func hasHeard(_ isIt: (Heard) -> Bool) -> Bool {
        read()
        return heard.contains(where: isIt)
    }
}

extension NioCustomer.Done {
    fileprivate init(failed: String) {
        self.init(id: nil, done: nil, failed: failed, trouble: nil, heard: nil)
    }
}
