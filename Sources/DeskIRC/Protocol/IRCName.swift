import DeskCore

/// Nicks and channel names: which are allowed, and when two are the same.
enum IRCName {
    /// Also the longest login, so that every login can be a nick.
    static let longestNick = Login.longestName

    /// `CASEMAPPING=ascii`: only A to Z have a second form.
    static func folded(_ name: String) -> String {
        guard name.utf8.contains(where: isUpper) else { return name }
        return String(decoding: name.utf8.map { isUpper($0) ? $0 + 32 : $0 }, as: UTF8.self)
    }

    /// RFC 2812 2.3.1, with our length.
    static func isValidNick(_ name: String) -> Bool {
        guard let first = name.utf8.first, name.utf8.count <= longestNick else { return false }
        return isNickStart(first) && name.utf8.allSatisfy(isNickByte)
    }

    /// In bytes, its `#` among them.
    static let longestChannel = 32

    /// RFC 2812 1.3: no blank, comma, bell or other control character.
    static func isValidChannel(_ name: String) -> Bool {
        name.utf8.first == UInt8(ascii: "#") && (2...longestChannel).contains(name.utf8.count)
            && name.unicodeScalars.allSatisfy { $0 != " " && $0 != "," && !IRCText.isInvisible($0) }
    }

    /// A nick for a name of any network: what a nick cannot hold becomes `_`. The empty name is a `customer`.
    static func nick(from name: String) -> String {
        var bytes: [UInt8] = []
        for scalar in name.unicodeScalars where bytes.count < longestNick {
            guard !IRCText.isInvisible(scalar) else { continue }
            let byte = scalar.isASCII ? UInt8(scalar.value) : UInt8(ascii: "_")
            bytes.append(isNickByte(byte) ? byte : UInt8(ascii: "_"))
        }
        guard let first = bytes.first else { return "customer" }
        if !isNickStart(first) { bytes.insert(UInt8(ascii: "_"), at: 0) }
        return String(decoding: bytes.prefix(longestNick), as: UTF8.self)
    }

    static let longestUser = 10

    /// The user part of a source: letters, digits, `.`, `-` and `_`.
    static func user(from name: String) -> String {
        let bytes = name.utf8.filter { isLetter($0) || isDigit($0) || $0 == 45 || $0 == 46 || $0 == 95 }.prefix(
            longestUser)
        return bytes.isEmpty ? "user" : String(decoding: bytes, as: UTF8.self)
    }

    private static func isUpper(_ byte: UInt8) -> Bool { (65...90).contains(byte) }
    private static func isLetter(_ byte: UInt8) -> Bool { isUpper(byte) || (97...122).contains(byte) }
    private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
    /// Letters and ``[]\`_^{}|``.
    private static func isNickStart(_ byte: UInt8) -> Bool {
        isLetter(byte) || (91...96).contains(byte) || (123...125).contains(byte)
    }
    private static func isNickByte(_ byte: UInt8) -> Bool { isNickStart(byte) || isDigit(byte) || byte == 45 }
}
