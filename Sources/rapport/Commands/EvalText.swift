import DeskCore
import DeskMatching
import Foundation

/// An evaluation for people.
enum EvalText {
    static func report(_ run: EvalRun) -> String {
        let evaluation = run.evaluation
        let seconds = String(format: "%.1f", run.fitting / .seconds(1))
        var lines = [
            "Learned \(learned(run.trial.content)) in \(seconds) s.",
            "Asked \(counted(evaluation.known, "question")), and \(evaluation.unknown) that nobody can answer.", "",
            row(evaluation.accuracy, "the first candidate is right"),
            row(evaluation.topThree, "the right one is among the first three"),
            row(evaluation.coverage, "answered, from a confidence of \(run.matcher.thresholds.answer.twoDecimals) on"),
            row(evaluation.wrongInScope, "of these answers wrong"),
        ]
        if evaluation.unknown > 0 {
            lines += [
                row(evaluation.wrongMixed, "of all answers wrong, with questions among them that nobody can answer"),
                row(evaluation.unknownLeftAlone, "of what nobody can answer left alone"),
            ]
        }
        if evaluation.askedBack > 0 {
            lines += [
                row(evaluation.askedBack, "of what was not answered asked back"),
                row(evaluation.rightOffered, "of these choices with the right one among them, where there is one"),
            ]
        }
        return
            (lines + [
                "", expected(run.matcher.support),
                "Confidence tells right from wrong with an AUROC of \(evaluation.auroc.twoDecimals) and is off by "
                    + "\(percent(evaluation.calibrationError)) on average.",
                String(
                    format: "%.2f ms a question, one at a time on one core; %.0f MB at most.",
                    run.millisecondsPerQuestion, run.peakMegabytes),
            ]).joined(separator: "\n")
    }

    /// What the matcher itself promised, to be compared with what came of it.
    private static func expected(_ support: Support) -> String {
        guard support.evidence > 0 else { return "Too little was learned from to expect anything." }
        return
            "Expected from what was learned alone: \(percent(support.coverage)) answered, \(percent(support.wrong)) of "
            + "that wrong, and with 95 % certainty at most \(percent(support.wrongAtMost))."
    }

    /// One row for each set of parts, in Markdown.
    static func table(_ evaluations: [(without: [Eval.Part], Evaluation)]) -> String {
        let head = """
            | made of | speaking model | right | among three | answered | wrong | wrong, unknown mixed in | unknown left alone \
            | AUROC |
            | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
            """
        let rows = evaluations.map { without, evaluation in
            let shares = [
                evaluation.accuracy, evaluation.topThree, evaluation.coverage, evaluation.wrongInScope,
                evaluation.wrongMixed, evaluation.unknownLeftAlone,
            ].map(percent)
            let cells = [parts(without), without.contains(.speaking) ? "without" : "with"] + shares
            return "| " + (cells + [evaluation.auroc.twoDecimals]).joined(separator: " | ") + " |"
        }
        return ([head] + rows).joined(separator: "\n")
    }

    private static func parts(_ without: [Eval.Part]) -> String {
        without.contains(.vectors) ? "words" : without.contains(.words) ? "vectors" : "both"
    }

    private static func learned(_ content: Content) -> String {
        let live = content.entries.values.filter { $0.status == .live }
        let phrasings = live.reduce(0) { $0 + $1.variants.values.reduce(0) { $0 + 1 + $1.ask.count } }
        return "\(counted(live.count, "entry", "entries")) from \(counted(phrasings, "phrasing"))"
    }

    private static func row(_ share: Double, _ text: String) -> String {
        let percent = percent(share)
        return String(repeating: " ", count: max(0, 7 - percent.count)) + percent + "  " + text
    }

    private static func percent(_ share: Double) -> String { String(format: "%.1f %%", share * 100) }
}
