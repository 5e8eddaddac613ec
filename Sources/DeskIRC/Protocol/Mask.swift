/// A pattern over names: `*` stands for any run of characters, `?` for one (RFC 2812 2.5). Letters count in either case.
struct Mask: Equatable, Sendable {
    private let pattern: [UInt8]

    init(_ text: String) { pattern = Array(IRCName.folded(text).utf8) }

    /// Takes as many steps as the product of both lengths at most, whatever the pattern is.
    func fits(_ name: String) -> Bool {
        let name = Array(IRCName.folded(name).utf8)
        var (place, at) = (0, 0)
        var star: (place: Int, at: Int)?
        while at < name.count {
            if place < pattern.count, pattern[place] == UInt8(ascii: "*") {
                star = (place, at)
                place += 1
            } else if place < pattern.count, pattern[place] == name[at] || pattern[place] == UInt8(ascii: "?") {
                place += 1
                at += 1
            } else if let last = star {
                star = (last.place, last.at + 1)
                (place, at) = (last.place + 1, last.at + 1)
            } else {
                return false
            }
        }
        return pattern[place...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}
