/// Windows in which an agent has all their cases: which customer a text there is for. What is not clear goes to nobody.
extension Desk {
    static let noCaseHere = "Not sent: no case is open here. !queue shows who waits."

    func isShared(_ room: Address) -> Bool {
        caseRooms[room]?.contains { cases[$0]?.sharesRoom == true } ?? false
    }

    /// The cases of a room that a command there without a number may mean: those that the agent has, if any.
    func casesMeant(in room: Address, by agent: Agent) -> [CaseNumber] {
        let here = caseRooms[room] ?? []
        guard here.count > 1 else { return here }
        let own = here.filter { cases[$0]?.state == .claimed(by: agent.id) }
        return own.isEmpty ? here : own
    }

    /// Where a window has several cases, the number of one of them at the beginning says which; anywhere else a note may
    /// begin with any number.
    func addressed(_ call: Command.Call) -> Command.Call {
        let here = caseRooms[call.arrival.from] ?? []
        guard here.count > 1, isShared(call.arrival.from), let number = number(in: call.argument),
            here.contains(number)
        else { return call }
        var call = call
        call.number = number
        call.argument = String(call.argument.drop { $0 != " " }.drop { $0.isWhitespace })
        return call
    }

    mutating func speakInWindow(_ text: String, as agent: Agent, _ arrival: Arrival, at now: Timestamp) {
        // What begins with the number of another case is for another customer.
        let isForSeveral = text.split(whereSeparator: \.isNewline).dropFirst().contains {
            CaseAddress(String($0)) != nil
        }
        guard !isForSeveral else {
            return show(
                .text("Not sent: one of these lines names a case of its own. Send it alone."), to: arrival.from)
        }
        if let address = CaseAddress(text) {
            speak(to: address, as: agent, arrival, at: now)
        } else {
            speakUnaddressed(text, as: agent, arrival, at: now)
        }
    }

    private mutating func speak(to address: CaseAddress, as agent: Agent, _ arrival: Arrival, at now: Timestamp) {
        let number = address.number
        guard let item = cases[number] else {
            return show(.text("Not sent: case \(number) is not open. !queue shows who waits."), to: arrival.from)
        }
        guard item.state == .claimed(by: agent.id) else {
            return show(.text("Not sent: case \(number) \(owner(of: item))."), to: arrival.from)
        }
        guard !address.text.isEmpty else {
            return show(.text("Not sent: there is no text. Write r \(number) and your text."), to: arrival.from)
        }
        guard !Command.isAmong(address.text) else {
            return show(.text("Not sent: one of these lines is a command. Send commands alone."), to: arrival.from)
        }
        speak(address.text, as: agent, in: number, arrival, words: .addressed(arrival.id), at: now)
    }

    private mutating func speakUnaddressed(
        _ text: String, as agent: Agent, _ arrival: Arrival, at now: Timestamp
    ) {
        let here = (caseRooms[arrival.from] ?? []).filter { number in
            cases[number].map { $0.state != .closing && $0.state != .done } ?? false
        }
        let own = here.filter { cases[$0]?.state == .claimed(by: agent.id) }
        guard own.count <= 1 else {
            return show(
                .text("Not sent: you have \(Self.list(own)) here. Write r \(own[0]) and your text."), to: arrival.from)
        }
        guard let number = own.first ?? here.first else { return show(.text(Self.noCaseHere), to: arrival.from) }
        speak(text, as: agent, in: number, arrival, words: .arrival(arrival.id), at: now)
    }

    /// "cases 1, 2 and 3"
    static func list(_ numbers: [CaseNumber]) -> String {
        let names = numbers.map(String.init)
        return "cases \(names.dropLast().joined(separator: ", ")) and \(names.last ?? "")"
    }
}

/// "r 142 text": the case that a text is for. Whatever looks like it counts, since it must not reach another customer.
struct CaseAddress {
    let number: CaseNumber
    let text: String

    init?(_ text: String) {
        var rest = Substring(Command.visible(text))
        guard let mark = rest.popFirst(), mark == "r" || mark == "R" else { return nil }
        rest = rest.drop { $0.isWhitespace && !$0.isNewline }
        if rest.first == "#" { rest.removeFirst() }
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        guard !digits.isEmpty else { return nil }
        rest.removeFirst(digits.count)
        if rest.first == ":" || rest.first == "," { rest.removeFirst() }
        guard rest.first?.isWhitespace ?? true else { return nil }
        // More digits than any case has name none.
        number = Int(digits) ?? .max
        self.text = String(rest.drop { $0.isWhitespace })
    }
}
