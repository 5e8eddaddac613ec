import Testing

/// The real program, killed with SIGKILL. `RAPPORT_CRASH_ROUNDS` sets how often, `RAPPORT_SEED` repeats a run's choices.
@Suite(.serialized) struct KillTests {
    @Test(.timeLimit(.minutes(60)))
    func nothingThatWasEchoedIsLostWhenTheDeskIsKilledAtAnyMoment() async throws {
        let (seed, rounds) = (Setting.seed, Setting.rounds)
        print("crash test: \(rounds) rounds with RAPPORT_SEED=\(seed)")
        let (figures, problems) = try await onThread { try Self.run(rounds, seed: seed) }
        print("crash test: \(figures.text)")
        #expect(problems.isEmpty, "RAPPORT_SEED=\(seed): \(problems.joined(separator: "\n"))")
        #expect(figures.rounds == rounds && figures.echoed > rounds * 20 && figures.questions > rounds)
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
}
