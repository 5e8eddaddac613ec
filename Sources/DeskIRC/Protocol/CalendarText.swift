import DeskCore

extension Timestamp {
    /// As IRCv3 server-time writes it.
    var serverTime: String { iso8601 }

    /// From `2026-01-31T12:00:00.000Z`; the part behind the seconds may be missing. Nil for anything else. Dates are turned
    /// into days by Howard Hinnant's `days_from_civil`.
    init?(serverTime text: String) {
        let bytes = Array(text.utf8)
        guard bytes.last == UInt8(ascii: "Z"), [20, 22, 23, 24].contains(bytes.count) else { return nil }
        for (place, mark) in [(4, "-"), (7, "-"), (10, "T"), (13, ":"), (16, ":")] where bytes[place] != mark.utf8.first
        {
            return nil
        }
        guard bytes.count == 20 || bytes[19] == UInt8(ascii: ".") else { return nil }
        func number(_ range: Range<Int>) -> Int64? {
            let digits = bytes[range]
            guard digits.allSatisfy({ (48...57).contains($0) }) else { return nil }
            return digits.reduce(0) { $0 * 10 + Int64($1 - 48) }
        }
        let fraction = bytes.count == 20 ? 0..<0 : 20..<bytes.count - 1
        guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10), let hour = number(11..<13),
            let minute = number(14..<16), let second = number(17..<19), let part = number(fraction),
            (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second < 61
        else { return nil }
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        let days = era * 146_097 + dayOfEra - 719_468
        let scale: Int64 = [0: 1, 1: 100, 2: 10, 3: 1][fraction.count] ?? 1
        self.init(milliseconds: (days * 86_400 + hour * 3600 + minute * 60 + second) * 1000 + part * scale)
    }
}
