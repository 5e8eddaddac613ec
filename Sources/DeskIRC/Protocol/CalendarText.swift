import DeskCore

extension Timestamp {
    /// `2026-03-01T12:00:00.000Z`, as IRCv3 server-time writes it.
    var serverTime: String {
        let (days, rest) = Self.floorDivide(milliseconds, 86_400_000)
        let (year, month, day) = Self.civil(daysSince1970: days)
        let clock = "\(Self.pad(rest / 3_600_000)):\(Self.pad(rest / 60_000 % 60)):\(Self.pad(rest / 1000 % 60))"
        return "\(Self.pad(year, 4))-\(Self.pad(month))-\(Self.pad(day))T\(clock).\(Self.pad(rest % 1000, 3))Z"
    }

    /// `12:00`, in UTC.
    var clockUTC: String {
        let rest = Self.floorDivide(milliseconds, 86_400_000).1
        return "\(Self.pad(rest / 3_600_000)):\(Self.pad(rest / 60_000 % 60))"
    }

    /// The Gregorian date, counted in eras of 400 years that begin on 1 March, so that the leap day comes last.
    private static func civil(daysSince1970 days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let (era, dayOfEra) = floorDivide(days + 719_468, 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    }

    private static func floorDivide(_ a: Int64, _ b: Int64) -> (Int64, Int64) {
        let rest = ((a % b) + b) % b
        return ((a - rest) / b, rest)
    }

    private static func pad(_ number: Int64, _ width: Int = 2) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
