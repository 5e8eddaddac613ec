import DeskCore
import Logging

// What was said, from what a sync told of it and from the room's history.
extension RoomWork {
    func read(_ joined: SyncResponse.Joined, since: String?, in room: String) async throws {
        var news = joined.events
        if let since {
            if joined.isLimited, let previous = joined.previous {
                // Its state is of the end of the gap, and comes with the events in it.
                news = try await gap(in: room, from: previous, to: since) + news
            } else {
                news = joined.state + news
            }
        } else {
            quiet.heard(room, at: now())
            news = try await unanswered(joined, in: room)
        }
        // Also of a gap, whose events nobody has looked at yet.
        foresee(news)
        for event in news { try await take(event, in: room) }
        try await tellTyping(joined.typing, in: room)
    }

    /// Only where agents may wait for it.
    private func tellTyping(_ users: [String], in room: String) async throws {
        guard options.staffRoom != nil, !users.isEmpty, agents.place(of: room) != .staff else { return }
        let present = try await look(at: room)
        guard agents.place(of: room) != nil || others(in: present).count <= 1 else { return }
        for user in users where !isSilent(user) && signs.hears(user) {
            inbox.isTyping(author(user, in: room), in: direct(room))
        }
    }

    private static let pageEvents = 100
    /// Beyond, something is wrong with the server; it is said, and what is newer is read all the same.
    static let mostPages = 500

    /// What was left out before the first event of a stretch, oldest first.
    private func gap(in room: String, from: String, to since: String) async throws -> [MatrixEvent] {
        var older: [[MatrixEvent]] = []
        var place: String? = from
        for _ in 0..<Self.mostPages {
            guard let from = place else { break }
            // Not to be ended at what is known: an invitation may have brought what is newer than this gap.
            let page = try await history(of: room, from: from, to: since)
            older.append(page.events)
            place = page.events.isEmpty || page.end == from ? nil : page.end
        }
        return older.joined().reversed()
    }

    /// How often it is asked again where the server refuses for no reason that lasts.
    private static let mostRefusals = 6

    func history(of room: String, from: String?, to: String? = nil) async throws -> HistoryResponse {
        let request = MatrixRequest.history(
            of: room, from: from, to: to, limit: Self.pageEvents, filter: Filters.events)
        for refusals in 0..<Self.mostRefusals {
            do throws(MatrixFailure) {
                return HistoryResponse(
                    try await home.insist(request, isOfARoom: true) {
                        log.info("the history of \(room) cannot be read yet: \($0)")
                    })
            } catch {
                switch error {
                case .refused(_, "M_FORBIDDEN", _), .refused(_, "M_NOT_FOUND", _):
                    log.notice("the history of \(room) cannot be read: \(error)")
                    return HistoryResponse([:])
                case .refused(0, _, _):
                    log.error("the history of \(room) stays unread, and what was said meanwhile may be lost: \(error)")
                    return HistoryResponse([:])
                case .refused:
                    log.warning("the history of \(room) is refused: \(error)")
                    try await Task.sleep(for: .milliseconds(250 << refusals))
                default: throw Closed()
                }
            }
        }
        log.error("the history of \(room) stays unread, and what was said meanwhile may be lost: it is refused")
        return HistoryResponse([:])
    }

    /// The first time on this account: what was said after the desk's own last word, if it is not old. Whoever read along
    /// for the account before has answered what is older, or never will.
    private func unanswered(_ joined: SyncResponse.Joined, in room: String) async throws -> [MatrixEvent] {
        var found: [MatrixEvent] = []
        var place = joined.isLimited ? joined.previous : nil
        let oldest = now().milliseconds - options.lookBack.wholeMilliseconds
        var page = Array(joined.events.reversed())
        for _ in 0..<Self.mostPages {
            for event in page {
                if event.sender == me.text || event.sentAt < oldest { return found.reversed() }
                found.append(event)
            }
            guard let from = place else { break }
            let more = try await history(of: room, from: from)
            page = more.events
            place = page.isEmpty || more.end == from ? nil : more.end
        }
        return found.reversed()
    }
}
