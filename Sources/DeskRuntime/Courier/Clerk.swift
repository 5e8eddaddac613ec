import DeskCore
import Logging

/// Looks things up in the archive and shows them. Nothing of it is promised: whoever asked can ask again.
struct Clerk: Sendable {
    /// The most lines shown of a conversation, to an agent and to a returning customer.
    static let linesForAgents = 50
    static let linesForCustomers = 10
    static let mostFound = 10
    let archive: any Archive
    let drafting: Drafting
    let files: FileShelf
    let time: Time
    let log: Logger

    func show(_ look: Look, in room: Address, through gateway: any Gateway) async {
        do throws(StoreError) {
            for (number, act) in try await acts(for: look).enumerated() {
                let id = DeliveryID("look.\(time.now().milliseconds).\(number)")
                let delivery = Delivery(id: id, to: room, act: act, lane: .agent, causedBy: look.cause)
                guard let delivery = delivery.translated(for: gateway.features) else { continue }
                do throws(DeliveryError) {
                    _ = try await gateway.deliver(delivery)
                } catch {
                    log.debug("not shown", metadata: ["room": "\(room.room)", "reason": "\(error)"])
                }
            }
        } catch {
            log.error("the archive cannot be read", metadata: ["reason": "\(error)"])
        }
    }

    private func acts(for look: Look) async throws(StoreError) -> [Act] {
        switch look {
        case .text(let text): return [say(text)]
        case .draft(let number): return [say(try await drafting.draft(number))]
        case .file(let arrival, let room, let number): return [await file(arrival, sentIn: room, of: number)]
        case .board: return [say(LookText.board(try await archive.board(), now: time.now()))]
        case .find(let words):
            return [say(LookText.found(try await archive.find(words, limit: Self.mostFound), for: words))]
        case .brief(let number, let through):
            guard let brief = try await archive.brief(number) else { return [say("There is no case \(number).")] }
            let lines = try await archive.lines(
                of: brief.conversation, last: Self.linesForAgents, through: through, notes: false)
            return [say(LookText.brief(brief, now: time.now())), .recap(lines)]
        case .recap(let conversation, let through):
            let lines = try await archive.lines(
                of: conversation, last: Self.linesForCustomers, through: through, notes: false)
            return lines.isEmpty ? [] : [.recap(lines)]
        }
    }

    private func file(_ arrival: ArrivalID, sentIn room: Address, of number: CaseNumber) async -> Act {
        do throws(FileError) {
            return .file(try await files.fetch(arrival, sentIn: room))
        } catch {
            return say("Case \(number): the file was not fetched: \(error.reason)")
        }
    }

    private func say(_ text: String) -> Act { .say(Utterance(prose: Prose(text: text))) }
}

extension Look {
    /// What is shown because of it goes with it when it is taken back.
    fileprivate var cause: ArrivalID? { if case .file(let arrival, _, _) = self { arrival } else { nil } }
}
