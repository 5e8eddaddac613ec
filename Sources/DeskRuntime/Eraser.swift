import DeskCore
import Logging

/// Takes what somebody took back out of what is kept beside the database: files that were fetched, drafts made of
/// conversations. Before the commit that erases it, since afterwards nobody knows the words any more.
///
/// What cannot be taken out is told in the log; it keeps nothing else from being erased.
struct Eraser: Sendable {
    let archive: any Archive
    let shelf: (any DraftShelf)?
    let files: FileShelf
    let log: Logger

    func erase(_ arrivals: [ArrivalID]) async {
        for arrival in arrivals {
            do {
                try files.erase(arrival)
            } catch {
                log.error("a file that was taken back is still there: \(error)")
            }
            await eraseDrafts(of: arrival)
        }
    }

    private func eraseDrafts(of arrival: ArrivalID) async {
        guard let shelf else { return }
        do {
            var passages: Set<String> = []
            for line in try await archive.lines(holding: arrival) {
                let talk = try await archive.lines(
                    of: line.conversation, last: Drafting.mostLines, through: nil, notes: true)
                passages.formUnion(CaseDraft.passages(of: line, among: talk))
            }
            guard !passages.isEmpty else { return }
            for file in try await shelf.takeOut(passages) {
                log.notice("\(file): a customer has taken back what stood in it, so it was taken out")
            }
        } catch {
            log.error("a draft may still hold what was taken back: \(error)")
        }
    }
}
