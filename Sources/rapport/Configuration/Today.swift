import Foundation

extension Configuration {
    /// The date where the desk is, as ISO 8601 writes it.
    var today: String {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(identifier: zone) ?? .gmt
        let day = calendar.dateComponents([.year, .month, .day], from: Date())
        let digits: (Int?, Int) -> String = { number, width in
            let text = String(number ?? 0)
            return String(repeating: "0", count: max(0, width - text.count)) + text
        }
        return "\(digits(day.year, 4))-\(digits(day.month, 2))-\(digits(day.day, 2))"
    }
}
