import DeskCore

/// Puts together again what the journal keeps apart: which lines were a turn, what it was read as, and what followed.
///
/// The journal is told in its order; gaps, people and cases in any order.
struct TurnHistory {
    /// One line of a customer.
    struct Said {
        let id: ArrivalID
        let person: PersonID
        let text: String
    }

    private struct Read {
        let id: TurnID
        let at: Timestamp
        let reading: Reading
        /// Of the conversation's lines.
        let lines: Range<Int>
    }

    private var lines: [ConversationID: [Said]] = [:]
    private var reads: [ConversationID: [Int: Read]] = [:]
    /// By the last of a gap's words: what takes a question up again stands after it.
    private var gaps: [ArrivalID: [Gap]] = [:]
    private var languages: [PersonID: Language] = [:]
    /// When cases began that an agent took.
    private var cases: [ConversationID: [Timestamp]] = [:]

    mutating func said(_ line: Said, in conversation: ConversationID) {
        lines[conversation, default: []].append(line)
    }

    /// Of a turn that grew while it was read, the longest reading is the one that counted.
    mutating func read(_ id: TurnID, _ reading: Reading, at now: Timestamp) {
        let count = lines[id.conversation]?.count ?? 0
        if let known = reads[id.conversation]?[id.number], known.id.lines > id.lines { return }
        reads[id.conversation, default: [:]][id.number] = Read(
            id: id, at: now, reading: reading, lines: max(0, count - id.lines)..<count)
    }

    mutating func missed(_ gap: Gap) {
        guard let last = gap.words.last else { return }
        gaps[last, default: []].append(gap)
    }

    mutating func speaks(_ person: Person) { languages[person.id] = person.language }

    mutating func opened(_ item: Case) {
        guard item.room != nil || item.claimedBy != nil else { return }
        cases[item.conversation, default: []].append(item.openedAt)
    }

    /// By conversation and number.
    var turns: [PastTurn] {
        reads.keys.sorted().flatMap { conversation in turns(of: conversation, lines[conversation] ?? []) }
    }

    private func turns(of conversation: ConversationID, _ lines: [Said]) -> [PastTurn] {
        let reads = (reads[conversation] ?? [:]).values.sorted { $0.id.number < $1.id.number }
        return reads.filter { read in isWhole(read, lines) && !reads.contains { overlaps(read, $0) } }.map { read in
            turn(read, lines, endsWithReply: !reads.contains { $0.lines.contains(read.lines.upperBound) })
        }
    }

    private func isWhole(_ read: Read, _ lines: [Said]) -> Bool {
        read.id.lines > 0 && read.lines.count == read.id.lines
            && read.lines.allSatisfy { !["", Line.erased].contains(lines[$0].text) }
    }

    /// Two turns share no line: where it looks like it, lines are gone, or were read again, and nobody can tell which
    /// reading was acted on.
    private func overlaps(_ read: Read, _ other: Read) -> Bool {
        read.id.number != other.id.number && read.lines.overlaps(other.lines)
    }

    private func turn(_ read: Read, _ lines: [Said], endsWithReply: Bool) -> PastTurn {
        let own = lines[read.lines]
        let end = read.lines.upperBound
        let person = own[own.startIndex].person
        return PastTurn(
            id: read.id, at: read.at, person: person, language: languages[person],
            text: own.map(\.text).joined(separator: "\n"), words: own.map(\.id), reading: read.reading,
            reply: endsWithReply && end < lines.count ? lines[end].text : nil,
            gaps: own.last.flatMap { gaps[$0.id] } ?? [],
            takenOver: cases[read.id.conversation]?.filter { $0 >= read.at }.min())
    }
}
