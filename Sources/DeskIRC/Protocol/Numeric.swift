/// The numeric replies we send (RFC 2812 section 5, IRCv3 SASL), by their names there.
enum Numeric: String {
    case welcome = "001", yourHost = "002", created = "003", myInfo = "004", isSupport = "005"
    case userModeIs = "221", luserClient = "251", luserOp = "252", luserUnknown = "253", luserChannels = "254"
    case luserMe = "255", localUsers = "265", globalUsers = "266"
    case userHost = "302", isOn = "303", unAway = "305", nowAway = "306"
    case whoisUser = "311", whoisServer = "312", endOfWho = "315", endOfWhois = "318", whoisChannels = "319"
    case list = "322", listEnd = "323", channelModeIs = "324", whoisAccount = "330", noTopic = "331", topic = "332"
    case version = "351", whoReply = "352", namesReply = "353", endOfNames = "366", endOfBanList = "368"
    case motd = "372", motdStart = "375", endOfMotd = "376", time = "391"
    case noSuchNick = "401", noSuchChannel = "403", cannotSend = "404", tooManyTargets = "407", noOrigin = "409"
    case invalidCap = "410", noRecipient = "411", noText = "412", inputTooLong = "417", unknownCommand = "421"
    case noNickGiven = "431", erroneousNick = "432", nickInUse = "433", notOnChannel = "442", notRegistered = "451"
    case needMoreParams = "461", alreadyRegistered = "462", passwordMismatch = "464", inviteOnly = "473"
    case notOperator = "482", usersDontMatch = "502"
    case loggedIn = "900", saslSuccess = "903", saslFail = "904", saslTooLong = "905", saslAborted = "906"
    case saslAlready = "907", saslMechanisms = "908"
}
