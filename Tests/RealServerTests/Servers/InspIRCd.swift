import Foundation
import Glibc
import ProgramKit

/// An InspIRCd, configured as its example configuration is.
final class InspIRCd: IRCServer {
    /// What its clients can know and ask of each other.
    enum Modules {
        case modern
        /// No capabilities at all, as on networks from before IRCv3.
        case bare
    }

    /// How it deals with who says much.
    enum Patience: String {
        /// As the example has it: a line counts a second, and above ten of them the server reads more slowly.
        case slowing = #"threshold="10" commandrate="1000" fakelag="yes""#
        /// The same figures, but above them the connection ends ("Excess Flood").
        case ending = #"threshold="10" commandrate="1000" fakelag="no""#
        /// For a bot that the operators trust.
        case trusting = #"threshold="1000" commandrate="100" fakelag="no""#
    }

    let linkPort: UInt16
    private let id: String

    init(_ name: String = "alpha", modules: Modules = .modern, patience: Patience = .slowing) throws {
        (id, linkPort) = ("1" + name.prefix(2).uppercased(), try Port.free())
        try super.init(name: name + ".test")
        // A copy, since a profile of AppArmor comes with the packaged one and keeps it out of folders like ours.
        let program = folder.path + "/inspircd"
        try FileManager.default.copyItem(atPath: Installed.inspircd.required(), toPath: program)
        try folder.write(configuration(modules, patience), to: "inspircd.conf")
        prepare([program, "--config", folder.path + "/inspircd.conf", "--nofork", "--nopid", "--runasroot"])
    }

    /// Whoever says this may connect and split servers.
    static let oath = "OPER oper opens"

    /// - Parameter other: May be told by operators to link with this one, and this one with it.
    func knows(_ other: InspIRCd) throws {
        let link = #"<link name="\#(other.name)" ipaddr="127.0.0.1" port="\#(other.linkPort)" \#(Self.password)>"#
        let path = folder.path + "/inspircd.conf"
        try folder.write(Rapport.text(path) + link + "\n", to: "inspircd.conf")
    }

    /// The last lines from and to whoever has this user name, as the server saw them.
    func wire(of user: String, last count: Int = 60) -> String {
        let lines = Rapport.text(folder.path + "/wire.log").split(separator: "\n")
        let connections = lines.filter { $0.contains(" I USER \(user) ") }.compactMap { line in
            line.split(separator: " ").first { $0.hasPrefix("C[") }
        }
        return lines.filter { line in connections.contains { line.contains($0) } }.suffix(count)
            .joined(separator: "\n")
    }

    private static let password =
        #"allowmask="127.0.0.0/8" sendpass="\#(Atheme.linkPassword)" recvpass="\#(Atheme.linkPassword)""#

    private func configuration(_ modules: Modules, _ patience: Patience) -> String {
        """
        <server name="\(name)" description="A test" network="Test" id="\(id)">
        <admin name="Test" nick="test" email="test@example.org">
        <bind address="127.0.0.1" port="\(port)" type="clients">
        <bind address="127.0.0.1" port="\(linkPort)" type="servers">
        <path configdir="\(folder.path)" datadir="\(folder.path)" logdir="\(folder.path)" runtimedir="\(folder.path)">
        <log method="file" type="USERINPUT USEROUTPUT" level="rawio" target="wire.log" flush="1">
        <connect name="main" allow="*" maxchans="20" timeout="20" pingfreq="2m" hardsendq="1M" softsendq="10240"
            recvq="10K" localmax="3" globalmax="3" useident="no" limit="5000" resolvehostnames="no"
            \(patience.rawValue)>
        <options casemapping="ascii" defaultmodes="not" nosnoticestack="no">
        <performance netbuffersize="10240" somaxconn="128" softlimit="12800" clonesonconnect="yes" quietbursts="yes">
        <security announceinvites="dynamic" hideulinekills="yes" maxtargets="20" restrictbannedusers="yes">
        <limits maxaway="200" maxchan="60" maxhost="64" maxident="10" maxkick="300" maxmodes="20" maxnick="30"
            maxquit="300" maxreal="130" maxtopic="330">
        <class name="all" commands="*" privs="*" usermodes="*" chanmodes="*">
        <type name="oper" classes="all">
        <oper name="oper" password="opens" host="*@*" type="oper">
        <uline server="\(Atheme.serverName)" silent="yes">
        <link name="\(Atheme.serverName)" ipaddr="127.0.0.1" port="1" \(Self.password)>
        <sasl target="\(Atheme.serverName)">
        \(modules.names.map { #"<module name="\#($0)">"# }.joined(separator: "\n"))

        """
    }
}

extension InspIRCd.Modules {
    private static let always = ["spanningtree", "services_account", "svshold"]

    var names: [String] {
        switch self {
        case .bare: Self.always
        case .modern:
            Self.always + [
                "cap", "sasl", "ircv3", "ircv3_accounttag", "ircv3_batch", "ircv3_capnotify", "ircv3_chghost",
                "ircv3_ctctags", "ircv3_echomessage", "ircv3_invitenotify", "ircv3_labeledresponse", "ircv3_msgid",
                "ircv3_servertime", "monitor", "botmode", "namesx",
            ]
        }
    }
}
