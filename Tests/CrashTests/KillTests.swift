import Testing
import ProgramKit

/// The real program, killed with SIGKILL. `RAPPORT_CRASH_ROUNDS` sets how often, `RAPPORT_SEED` repeats a run's
/// choices.
@Suite(.serialized) struct KillTests {
    @Test(.timeLimit(.minutes(60)))
    func nothingThatWasEchoedIsLostWhenTheDeskIsKilledAtAnyMoment() async throws {
        let (seed, rounds) = (Setting.seed, Setting.rounds)
        print("crash test: \(rounds) rounds with RAPPORT_SEED=\(seed)")
        let (figures, problems) = try await onThread { try Self.run(rounds, seed: seed) }
        print("crash test: \(figures.text)")
        #expect(problems.isEmpty, "RAPPORT_SEED=\(seed): \(problems.joined(separator: "\n"))")
        // A run in which nobody spoke would show nothing.
        #expect(!problems.isEmpty || (figures.echoed > rounds * 10 && figures.questions > rounds))
    }

    /// Ends with the first round that shows a problem.
    private static func run(_ rounds: Int, seed: UInt64) throws -> (Figures, [String]) {
        let tale = try Tale(seed: seed)
        for number in 1...max(1, rounds) {
            let problems = try tale.round(number)
            print("round \(number): \(tale.figures.text)")
            guard problems.isEmpty else { return (tale.figures, problems) }
        }
        return (tale.figures, [])
    }

    @Test(.timeLimit(.minutes(5)))
    func aGuestComesBackByTheirWordOnceAndNobodyElseDoes() async throws {
        try await onThread {
            let content = try Folder()
            try Voice.makeContent(in: content)
            let house = try House(content: content)
            let desk = try house.open()
            let guest = try Talker(port: desk.port, nick: "early")
            try guest.say("my zebra table wobbles")
            try guest.say("human")
            let word = try guest.must("the word to come back with") { $0.text.hasPrefix(Voice.word) }.text
                .split(separator: " ").last.map(String.init)
            desk.killNow()
            let next = try house.open()
            let back = try Talker(port: next.port, nick: "later")
            try back.say(word ?? "")
            try back.must("what was said before") { $0.text.contains("my zebra table wobbles") }
            try back.must("a welcome") { $0.text.hasPrefix(Voice.welcomeBack) }
            let thief = try Talker(port: next.port, nick: "thief")
            try thief.say(word ?? "")
            try thief.must("that the word is not known") {
                $0.nick == "support" && $0.text.contains("do not know that word")
            }
            try thief.settle()
            guard !thief.heard.contains(where: { $0.raw.contains("zebra") }) else {
                throw Trouble("a used word opened somebody's conversation")
            }
        }
    }
}
