import DeskCore

/// New files for content writers: they pass the check as they are, are drafts, and say what to type where.
public enum Skeleton {
    /// For drafts made of what customers asked.
    public static let missingAnswer = "Write the answer here."
    private static let answerHint = "The answer first, in one or two short sentences."
    private static let replyHint = "What the desk says, in one or two short sentences."
    /// What is never an answer.
    static let hints = [missingAnswer, answerHint, replyHint]

    /// For `faqs/<name>.md`.
    public static func article(name: String) -> String {
        """
        ---
        title: \(ArticleText.scalar(title(of: name) + "?"))
        # Other ways customers say it, one a line, as they type it: five or more.
        ask:
          - another way to ask \(words(of: name))
          - \(words(of: name)), in two or three words
          - a whole sentence about \(words(of: name)), with the mistakes people make
        # Not learned: the check fails if one of these is not answered by this article.
        test:
          - a question about \(words(of: name)) that stands nowhere above
        owner: content-team
        # Drafts are checked and never said. Type live when the answer is true.
        status: draft
        ---
        \(answerHint) **Bold** for what matters.

        1. One step a line
        2. With the button and the light by name

        What to do if that did not help.

        """
    }

    /// For `intents/<name>.md`.
    public static func intent(name: String) -> String {
        """
        ---
        title: \(ArticleText.scalar(title(of: name)))
        # What customers say when they want this, one a line: five or more.
        ask:
          - another way to say \(words(of: name))
          - \(words(of: name)), in two or three words
          - a whole sentence that means \(words(of: name))
        # Not learned: the check fails if one of these is not recognised.
        test:
          - words for \(words(of: name)) that stand nowhere above
        # Drafts are checked and never recognised. Type live when it is done.
        status: draft
        # What the desk does: \(actions).
        action: reply
        ---
        \(replyHint)

        """
    }

    private static var actions: String { IntentAction.allCases.map(\.rawValue).joined(separator: ", ") }

    /// `warranty/how-long` is "How long".
    private static func title(of name: String) -> String {
        let words = words(of: name)
        return String(ArticleText.title(words.prefix(1).uppercased() + words.dropFirst()).prefix(100))
    }

    private static func words(of name: String) -> String {
        let last = name.split(separator: "/").last.map(String.init) ?? name
        let words = ArticleText.oneLine(last.hasSuffix(".md") ? String(last.dropLast(3)) : last)
            .split { "-_ ".contains($0) }.joined(separator: " ")
        return words.isEmpty ? "this" : String(words.prefix(100))
    }
}
