import ProgramKit

// With the desk on the other side.
extension NioCustomer {
    /// Opens a room with the desk, and waits until it is in it.
    func meet(_ desk: String, within seconds: Double = 30) throws -> String {
        let room = try open(with: desk)
        try mustBeJoined(by: desk, in: room, within: seconds)
        return room
    }

    func mustBeJoined(by desk: String, in room: String, within seconds: Double = 30) throws {
        try must("\(desk) in \(room)", within: seconds) {
            $0.room == room && $0.about == desk && $0.membership == "join" && $0.type == "m.room.member"
        }
    }

    /// What the desk has told it, in the order of hearing.
    func told(by desk: String) -> [Heard] {
        read()
        return heard.filter { $0.isTalk && $0.sender == desk }
    }

    func count(of words: String, by desk: String) -> Int { told(by: desk).count { $0.text.contains(words) } }

    @discardableResult
    func mustBeTold(_ words: String, by desk: String, within seconds: Double = 30) throws -> Heard {
        try must("“\(words)”", within: seconds) { $0.isTalk && $0.sender == desk && $0.text.contains(words) }
    }

    /// Asks, and waits for the answer.
    func ask(_ number: Int, of desk: String, in room: String, within seconds: Double = 30) throws {
        try say(Article.question(number), in: room)
        try mustBeTold(Article.answer(number), by: desk, within: seconds)
    }

    /// Each of these was answered, and once.
    func mustBeAnsweredOnce(_ numbers: some Sequence<Int>, by desk: String) throws {
        for number in numbers where count(of: Article.answer(number), by: desk) != 1 {
            throw Trouble("question \(number) was not answered once: \(told(by: desk).map(\.text))")
        }
    }
}
