import Foundation
import Glibc
import ProgramKit

/// The services of a network: accounts, and logging in to them.
final class Atheme: Server {
    static let serverName = "services.test"
    static let linkPassword = "links"

    init(on server: InspIRCd) throws {
        try super.init()
        try folder.write(Self.configuration(server), to: "atheme.conf")
        prepare([
            try Installed.atheme.required(), "-n", "-c", folder.path + "/atheme.conf", "-D", folder.path, "-l",
            folder.path + "/atheme.log", "-p", folder.path + "/atheme.pid",
        ])
    }

    /// How often it has become a part of the network since it was started.
    private var links: Int { output.components(separatedBy: "finished synching with uplink").count - 1 }

    override func isReady() -> Bool { links > 0 }

    /// - Parameter restart: Of the server that it is linked to.
    func links(again restart: () throws -> Void) throws {
        let before = links
        try restart()
        try wait("it is linked again") { links > before ? true : nil }
    }

    private static let modules =
        ["protocol/inspircd", "backend/opensex", "crypto/pbkdf2v2", "operserv/main"]
        + ["main", "register", "identify", "group", "ghost", "enforce", "logout"].map { "nickserv/" + $0 }
        + ["main", "plain", "external"].map { "saslserv/" + $0 }

    private static func configuration(_ server: InspIRCd) -> String {
        """
        \(modules.map { #"loadmodule "modules/\#($0)";"# }.joined(separator: "\n"))
        /* As few as it takes: tests log in often. */
        pbkdf2v2 { rounds = 10000; };
        serverinfo {
            name = "\(serverName)"; desc = "Services"; numeric = "00A"; netname = "Test"; recontime = 1;
            adminname = "Test"; adminemail = "test@example.org"; registeremail = "noreply@example.org";
            loglevel = { error; info; network; verbose; commands; }; auth = none; casemapping = ascii;
            maxlogins = 50; maxusers = 0;
        };
        uplink "\(server.name)" {
            host = "127.0.0.1"; port = \(server.linkPort);
            send_password = "\(linkPassword)"; receive_password = "\(linkPassword)";
        };
        \(["nickserv", "saslserv", "operserv"].map(service).joined(separator: "\n"))
        database { };
        general { };

        """
    }

    private static func service(_ name: String) -> String {
        let nick = name.prefix(1).uppercased() + name.dropFirst().replacing("serv", with: "Serv")
        return #"\#(name) { nick = "\#(nick)"; user = "\#(nick)"; host = "\#(serverName)"; real = "\#(nick)"; };"#
    }
}
