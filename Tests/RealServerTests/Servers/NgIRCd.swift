import Foundation
import ProgramKit

/// An ngIRCd: small, without services, knows hardly anything of IRCv3.
final class NgIRCd: IRCServer {
    init() throws {
        try super.init(name: "gamma.test")
        try folder.write(configuration, to: "ngircd.conf")
        prepare([try Installed.ngircd.required(), "-n", "-f", folder.path + "/ngircd.conf"])
    }

    private var configuration: String {
        """
        [Global]
        Name = \(name)
        Info = A test
        AdminEMail = test@example.org
        Listen = 127.0.0.1
        Ports = \(port)
        MotdPhrase = "Hello"
        Network = Test
        PidFile =
        [Limits]
        MaxNickLength = 20
        [Options]
        DNS = no
        Ident = no
        PAM = no

        """
    }
}
