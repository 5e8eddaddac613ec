import DeskCore

/// Which users of a homeserver are the desk's, and how agents are called there.
struct GhostNames: Equatable, Sendable {
    /// The desk itself.
    let sender: UserID
    let prefix: String

    /// `@rapport_anna:example.org`. User ids have no capitals: `_` begins one, and stands for itself where it is doubled
    /// (specification, "Mapping from other character sets"), so that no two agents share a user.
    func user(of agent: AgentID) -> String {
        var localpart = prefix
        for character in agent.rawValue.unicodeScalars {
            switch character {
            case "A"..."Z": localpart += "_" + String(character).lowercased()
            case "_": localpart += "__"
            default: localpart.unicodeScalars.append(character)
            }
        }
        return "@\(localpart):\(sender.server)"
    }

    /// Whether an agent's user, or what may become one.
    func isGhost(_ user: String) -> Bool {
        guard let user = UserID(user), user.server == sender.server, user != sender else { return false }
        return user.localpart.hasPrefix(prefix)
    }

    func isOurs(_ user: String) -> Bool { user == sender.text || isGhost(user) }
}
