import ArgumentParser
import DeskControl
import DeskCore
import DeskMatrix
import DeskRuntime
import DeskStore
import Foundation

struct AgentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agent", abstract: "Who serves customers.",
        subcommands: [Add.self, List.self, Remove.self, Link.self, Unlink.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Makes an agent's login, or sets its password anew.")
        @OptionGroup var login: LoginOptions
        func run() async throws { try await login.add(.agent) }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "All agents, a name a line.")
        @Flag(help: "Shows as well how they are known on other networks.") var addresses = false
        @OptionGroup var data: LoginDataOptions

        func run() async throws {
            guard addresses else { return try await data.list(.agent) }
            for agent in try await SQLiteStore.existing(in: try data.folder()).agents() where !agent.isRemoved {
                say(([agent.id.rawValue] + agent.identities.map(\.rawValue).sorted()).joined(separator: "  "))
            }
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Takes a login away. What they said is kept.")
        @Argument(help: "The login's name.") var name: String
        @OptionGroup var data: LoginDataOptions
        func run() async throws { try await data.remove(name, .agent) }
    }

    struct Link: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes an agent known on another network, too.",
            discussion: """
                ADDRESS is GATEWAY:IDENTITY, as the gateway names people: libera:anna for the account anna, \
                matrix:@anna:example.org on Matrix. A case is claimed wherever the agent is, and its customer's words \
                come there. An address belongs to one agent.
                """)
        @Argument(help: "The agent's name.") var name: String
        @OptionGroup var address: AgentAddress

        func run() async throws {
            let name = try await address.data.require(name, .agent)
            let (agent, person) = (AgentID(name), try address.person())
            try await Letters.send(
                .agentLink(agent, person), .agentLinked(agent, person), data: try address.data.folder())
            say("\(name) is known as \(person), too.")
        }
    }

    struct Unlink: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Takes an agent's address on a network away.",
            discussion: "`rapport agent list --addresses` shows which there are.")
        @Argument(help: "The agent's name.") var name: String
        @OptionGroup var address: AgentAddress

        func run() async throws {
            let name = try await address.data.require(name, .agent)
            let (agent, person) = (AgentID(name), PersonID(address.address))
            let known = try await SQLiteStore.existing(in: try address.data.folder()).agents()
            guard known.contains(where: { $0.id == agent && $0.identities.contains(person) }) else {
                throw Complaint(
                    "\(name) is not known as \(person): `rapport agent list --addresses` shows how they are known")
            }
            try await Letters.send(
                .agentUnlink(agent, person), .agentUnlinked(agent, person), data: try address.data.folder())
            say("\(name) is not known as \(person) any more.")
        }
    }
}

/// Who somebody is on a network.
struct AgentAddress: ParsableArguments {
    @Argument(help: "Such as libera:anna, or matrix:@anna:example.org.") var address: String
    @OptionGroup var data: LoginDataOptions

    /// - Throws: What is wrong with it, as far as the configuration tells.
    func person() throws -> PersonID {
        let parts = address.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
            throw Complaint("ADDRESS is GATEWAY:IDENTITY, such as libera:anna; found \(address)")
        }
        let configuration = try data.config.read(data: data.data.data)
        let id = GatewayID(parts[0])
        if configuration.isMatrix(id), !MatrixOptions.isValid(user: parts[1]) {
            throw Complaint(
                "\(id) is a gateway to Matrix, where people are called @anna:example.org; found \(parts[1])")
        }
        if !configuration.gateways.contains(id) {
            let names = configuration.gateways.map(\.rawValue).joined(separator: ", ")
            complain("the configuration has no gateway `\(id)`, so nobody comes from there yet. It has: \(names)")
        }
        return PersonID(address)
    }
}

struct CustomerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "customer",
        abstract: "Customers with a login, who find their conversation again wherever they are.",
        subcommands: [Add.self, List.self, Remove.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes a customer's login, or sets its password anew.")
        @OptionGroup var login: LoginOptions
        func run() async throws { try await login.add(.customer) }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "All customers with a login, a name a line.")
        @OptionGroup var data: LoginDataOptions
        func run() async throws { try await data.list(.customer) }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Takes a login away. What they said is kept.")
        @Argument(help: "The login's name.") var name: String
        @OptionGroup var data: LoginDataOptions
        func run() async throws { try await data.remove(name, .customer) }
    }
}

struct LoginOptions: ParsableArguments {
    @Argument(help: "A letter, then letters, digits, - or _; at most \(Login.longestName).")
    var name: String
    @Flag(help: "Reads the password from standard input; without this one is made and printed.")
    var passwordStdin = false
    @OptionGroup var data: LoginDataOptions

    func add(_ role: Login.Role) async throws {
        guard Login.isValid(name: name), name.lowercased() != "support" else {
            throw Complaint(
                "`\(name)` cannot be a login: a letter, then letters, digits, - or _, at most \(Login.longestName) long, "
                    + "and not `support`, which is the desk's own name")
        }
        if let other = try await data.find(name), other.role != role {
            throw Complaint("`\(name)` is the login of \(other.role == .agent ? "an agent" : "a customer") already")
        }
        // A login is the same in any case of letters: the spelling it was made with stays.
        let name = try await data.find(name)?.name ?? name
        let password = passwordStdin ? try Self.readPassword() : Password.random()
        let login = try Password.login(name, role, password: password)
        try await Letters.send(.loginSet(login), .loginSet(login), data: try data.folder())
        say(passwordStdin ? "\(role) \(name)" : "\(role) \(name), password \(password) (shown only this once)")
    }

    private static func readPassword() throws -> String {
        let password = readLine() ?? ""
        guard (8...Password.longest).contains(password.utf8.count), !password.contains("\0") else {
            throw Complaint("the password on standard input must be 8 to \(Password.longest) bytes, on one line")
        }
        return password
    }
}

struct LoginDataOptions: ParsableArguments {
    @OptionGroup var config: ConfigOptions
    @OptionGroup var data: DataOptions

    func folder() throws -> String { try config.read(data: data.data).data }

    func find(_ name: String) async throws -> Login? {
        let path = DataFolder.database(in: try folder())
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        return try await SQLiteStore(reading: path).login(name)
    }

    /// The login as it is spelled in the database.
    func require(_ name: String, _ role: Login.Role) async throws -> String {
        guard let login = try await find(name), login.role == role else {
            throw Complaint(
                "there is no \(role) `\(name)` in \(try folder()): `rapport \(role) list` shows who there is")
        }
        return login.name
    }

    func list(_ role: Login.Role) async throws {
        for login in try await SQLiteStore.existing(in: try folder()).logins(role) { say(login.name) }
    }

    func remove(_ name: String, _ role: Login.Role) async throws {
        let name = try await require(name, role)
        try await Letters.send(.loginRemove(name), .loginRemoved(name), data: try folder())
        say("\(name) is no \(role) any more.")
    }
}

extension SQLiteStore {
    /// For commands that only look, also while a desk runs.
    static func existing(in folder: String) throws -> SQLiteStore {
        let path = DataFolder.database(in: folder)
        guard FileManager.default.fileExists(atPath: path) else {
            throw Complaint("there is no database in \(folder): has a desk run there? --data names another folder")
        }
        return try SQLiteStore(reading: path)
    }
}
