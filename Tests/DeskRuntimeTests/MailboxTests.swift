import DeskCore
@testable import DeskRuntime
import TestKit
import Testing

@Suite(.timeLimit(.minutes(1))) struct MailboxTests {
    private func post(_ number: Int, to mailbox: Mailbox) { mailbox.post(.timerFired(.waiting(number))) }

    /// Whether the desk accepted it.
    private func accepts(_ number: Int, _ mailbox: Mailbox) async -> Bool {
        do {
            try await mailbox.accept(arrival(number))
            return true
        } catch {
            return false
        }
    }

    @Test func `letters come out in the order in which they came in`() async {
        let mailbox = Mailbox()
        for number in 1...5 { post(number, to: mailbox) }
        let first = await mailbox.next(upTo: 3)
        let rest = await mailbox.next(upTo: 3)
        #expect(((first ?? []) + (rest ?? [])).map(\.body) == (1...5).map { .timerFired(.waiting($0)) })
        #expect(first?.count == 3)
    }

    @Test func `no more than the capacity is inside, whoever comes at once`() async {
        let mailbox = Mailbox(capacity: 4)
        await withTaskGroup(of: Bool.self) { group in
            for number in 1...100 { group.addTask { await self.accepts(number, mailbox) } }
            var taken = 0
            while taken < 100, let letters = await mailbox.next(upTo: 64) {
                #expect(letters.count <= 4)
                taken += letters.count
                letters.forEach { $0.answer(true) }
            }
            for await isAccepted in group { #expect(isAccepted) }
        }
    }

    @Test func `who waits at the door comes in in turn`() async {
        let mailbox = Mailbox(capacity: 1)
        await withTaskGroup(of: Bool.self) { group in
            group.addTask { await self.accepts(1, mailbox) }
            await until { !mailbox.isQuiet }
            group.addTask { await self.accepts(2, mailbox) }
            await lettingOthersRun()
            for number in 1...2 {
                let letters = await mailbox.next(upTo: 9) ?? []
                #expect(letters.map { $0.body.arrival?.id } == [ArrivalID("fake/\(number)")])
                letters.forEach { $0.answer(true) }
            }
        }
    }

    @Test func `facts come in although it is full`() async {
        let mailbox = Mailbox(capacity: 1)
        for number in 1...3 { post(number, to: mailbox) }
        #expect(await mailbox.next(upTo: 9)?.count == 3)
    }

    @Test func `an arrival is accepted when it is durable and not before`() async {
        let mailbox = Mailbox()
        async let accepted = accepts(1, mailbox)
        let letters = await mailbox.next(upTo: 1) ?? []
        #expect(!mailbox.isQuiet, "a letter is in hand")
        letters.forEach { $0.answer(false) }
        #expect(await !accepted)
    }

    @Test func `refusing turns away arrivals and lets facts in`() async {
        let mailbox = Mailbox(capacity: 1)
        await withTaskGroup(of: Bool.self) { group in
            group.addTask { await self.accepts(1, mailbox) }
            await until { !mailbox.isQuiet }
            group.addTask { await self.accepts(2, mailbox) }
            await lettingOthersRun()
            mailbox.refuse()
            #expect(await group.next() == false, "who waits at the door is told")
            #expect(await !accepts(3, mailbox))
            post(4, to: mailbox)
            let letters = await mailbox.next(upTo: 9) ?? []
            #expect(letters.count == 2, "who is inside is served")
            letters.forEach { $0.answer(true) }
            #expect(await group.next() == true)
        }
    }

    @Test func `closing hands out what is inside, then nothing`() async {
        let mailbox = Mailbox()
        post(1, to: mailbox)
        mailbox.close()
        post(2, to: mailbox)
        #expect(await mailbox.next(upTo: 9)?.count == 1)
        #expect(await mailbox.next(upTo: 9) == nil)
        #expect(mailbox.isQuiet)
    }

    @Test func `abandoning answers everybody, inside and at the door`() async {
        let mailbox = Mailbox(capacity: 2)
        await withTaskGroup(of: Bool.self) { group in
            for number in 1...5 { group.addTask { await self.accepts(number, mailbox) } }
            await until { !mailbox.isQuiet }
            await lettingOthersRun()
            mailbox.abandon()
            for await isAccepted in group { #expect(!isAccepted) }
        }
        #expect(await mailbox.next(upTo: 1) == nil)
        #expect(await !accepts(6, mailbox))
    }

    @Test func `whoever waits for letters stops when cancelled`() async {
        let mailbox = Mailbox()
        await withTaskGroup(of: Bool.self) { group in
            group.addTask { await mailbox.next(upTo: 1) == nil }
            await lettingOthersRun()
            group.cancelAll()
            #expect(await group.next() == true)
        }
        post(1, to: mailbox)
        #expect(await mailbox.next(upTo: 1)?.count == 1, "and nothing is lost by it")
    }
}
