public import DeskCore

/// The desk as an application service of a Matrix homeserver, as an operator sets it.
public struct AppServiceOptions: Equatable, Sendable {
    /// What holds for every desk on Matrix. Its user, password and token are not looked at: the registration has them.
    public var account: MatrixOptions
    /// What the homeserver was told of the desk.
    public var registration: AppServiceRegistration?
    /// Where the homeserver's transactions are taken.
    public var host = "127.0.0.1"
    public var port = 9009
    /// What stands behind the colon of user ids; nil to ask the homeserver.
    public var serverName: String?

    public init(id: GatewayID = "matrix", homeserver: String = "", registration: AppServiceRegistration? = nil) {
        account = MatrixOptions(id: id, homeserver: homeserver)
        self.registration = registration
    }
}

/// What homeserver and desk agree on: the file that both read (application service API, "Registration").
public struct AppServiceRegistration: Equatable, Sendable {
    /// The file's.
    public var id: String
    /// Where the homeserver finds the desk; nil where it is not to ask.
    public var url: String?
    /// What the desk shows to the homeserver.
    public var serviceToken: String
    /// What the homeserver shows to the desk.
    public var homeserverToken: String
    /// Before the colon of the desk's own user id.
    public var sender: String
    /// What the localparts of the agents' users begin with.
    public var prefix: String

    public init(
        id: String, url: String?, serviceToken: String, homeserverToken: String, sender: String, prefix: String
    ) {
        self.id = id
        self.url = url
        self.serviceToken = serviceToken
        self.homeserverToken = homeserverToken
        self.sender = sender
        self.prefix = prefix
    }

    /// The characters of localparts (specification, "User identifiers").
    public static func isValid(localpart: String) -> Bool {
        !localpart.isEmpty && localpart.utf8.count <= 128 && localpart.utf8.allSatisfy(isOfLocalpart)
    }

    private static func isOfLocalpart(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: "._=-/+".utf8.contains(byte)
        }
    }

    /// The prefix of a namespace such as `@rapport_.*` or `@rapport_.*:example\.org`; nil where it names no users that begin
    /// alike, or any that begin at all.
    public static func prefix(ofNamespace pattern: String) -> String? {
        var rest = pattern.drop { $0 == "^" }
        guard rest.first == "@" else { return nil }
        rest = rest.dropFirst()
        var prefix = ""
        while let first = rest.first {
            if first == "\\", let escaped = rest.dropFirst().first {
                prefix.append(escaped)
                rest = rest.dropFirst(2)
            } else if rest.hasPrefix(".*") || rest.hasPrefix(".+") || first == "[" || first == "(" {
                return isValid(localpart: prefix) ? prefix : nil
            } else {
                prefix.append(first)
                rest = rest.dropFirst()
            }
        }
        return nil
    }
}
