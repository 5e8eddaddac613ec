import DeskCore

extension Source {
    /// The longest title, in characters: it must fit on a line of choices.
    static let longestTitle = 150

    /// An article or an intent. Nil where nothing could be said with it; the problems say why.
    func article(problems: inout Problems) -> Piece? {
        let isIntent = name.area == .intents
        front.check(known: FrontMatter.articleKeys + (isIntent ? ["action"] : []), problems: &problems)
        let metadata = metadata(isIntent: isIntent, problems: &problems)
        let title = title(problems: &problems)
        let body = body(problems: &problems)
        let needsBody = metadata.action.map(\.needsText) ?? !isIntent
        if needsBody, body.plainText.isBlank {
            problems.error(
                .bodyEmpty, line: bodyLine, "There is nothing to say: the text below the front matter is empty.",
                help: "Write the answer below the second `---`.")
            return nil
        }
        if metadata.status == .live { tellUnfinished(body, problems: &problems) }
        guard let title, !isIntent || metadata.action != nil || isVariantWithoutAction else { return nil }
        let variant = Variant(
            title: title, ask: front.phrasings["ask"] ?? [], test: front.phrasings["test"] ?? [],
            not: front.phrasings["not"] ?? [], body: body, file: problems.file, line: front.fields["title"]?.line ?? 1)
        return Piece(id: name.id, name: name, variant: variant, metadata: metadata, section: nil)
    }

    /// What a skeleton holds is a hint for its writer.
    private func tellUnfinished(_ body: Prose, problems: inout Problems) {
        let said = body.plainText
        guard let hint = Skeleton.hints.first(where: said.contains) else { return }
        let line = bodyLines.firstIndex { $0.contains(hint) }.map { $0 + 1 } ?? bodyLine
        problems.error(
            .bodyUnfinished, line: line, "This is still the hint, and it would be said to customers.",
            help: "Write the answer in its place, or type `status: draft`.")
    }

    private func title(problems: inout Problems) -> String? {
        let earlier = problems.found.count
        let title = front.word("title", problems: &problems)
        guard let title else {
            guard problems.found.count == earlier else { return nil }
            let field = front.fields["title"]
            problems.error(
                .titleMissing, line: field?.line ?? 1, column: field?.column ?? 1, "This file has no title.",
                help: field == nil
                    ? "Type `title: ` and the question, between the `---` lines."
                    : "Put the title between double quotes: after `#`, YAML reads nothing.")
            return nil
        }
        guard title.count <= Self.longestTitle else {
            problems.error(
                .titleTooLong, line: front.fields["title"]?.line ?? 1, column: column(ofTitle: title),
                "The title has \(title.count) characters; at most \(Self.longestTitle) are allowed.",
                help: "Write it as one short question.")
            return nil
        }
        return title
    }

    private func column(ofTitle title: String) -> Int {
        guard let field = front.fields["title"] else { return 1 }
        return text.lines[field.line - 1].column(ofValue: title, after: "title")
    }

    private func metadata(isIntent: Bool, problems: inout Problems) -> Metadata {
        var metadata = Metadata()
        metadata.typed = front.fields.filter { Metadata.keys.contains($0.key) }
        if isIntent { metadata.action = action(problems: &problems) }
        metadata.status = status(problems: &problems)
        metadata.products = front.list("products", problems: &problems).map(\.text.trimmed)
        metadata.related = front.list("related", problems: &problems)
            .map { Metadata.Related(id: ContentID($0.text.trimmed), line: $0.line, column: $0.column) }
        metadata.owner = front.word("owner", problems: &problems)
        metadata.reviewBy = reviewDate(problems: &problems)
        return metadata
    }

    /// A variant takes its action from the original.
    private var isVariantWithoutAction: Bool { !isOriginal && front.fields["action"] == nil }

    private func action(problems: inout Problems) -> IntentAction? {
        let field = front.fields["action"]
        let known = IntentAction.allCases.map(\.rawValue).joined(separator: ", ")
        guard let word = front.word("action", problems: &problems) else {
            guard !isVariantWithoutAction else { return nil }
            problems.error(
                .actionMissing, line: field?.line ?? 1, "This intent does not say what the desk does.",
                help: "Type `action: ` and one of \(known).")
            return nil
        }
        if let action = IntentAction(rawValue: word) { return action }
        let meant = suggestion(for: word, in: IntentAction.allCases.map(\.rawValue))
        problems.error(
            .actionUnknown, line: field?.line ?? 1, column: field?.column ?? 1, "There is no action `\(word)`.",
            help: meant.map { "Did you mean `\($0)`?" } ?? "Use one of \(known).")
        return nil
    }

    /// Where it cannot be read the entry becomes a draft: what is not surely live is not said.
    private func status(problems: inout Problems) -> Entry.Status {
        guard let field = front.fields["status"] else { return .live }
        let word = front.word("status", problems: &problems) ?? ""
        if let status = Entry.Status(rawValue: word) { return status }
        problems.error(
            .statusUnknown, line: field.line, column: field.column, "There is no status `\(word)`.",
            help: "Use live, draft or retired.")
        return .draft
    }

    /// The day by which the desk's own words should be looked at again.
    func review(problems: inout Problems) -> Review? {
        guard let date = reviewDate(problems: &problems), let field = front.fields["review_by"] else { return nil }
        return Review(date: date, file: problems.file, line: field.line, column: field.column)
    }

    private func reviewDate(problems: inout Problems) -> String? {
        guard let field = front.fields["review_by"] else { return nil }
        guard let word = front.word("review_by", problems: &problems), Self.isDate(word) else {
            problems.error(
                .dateInvalid, line: field.line, column: field.column, "This is not a day of the calendar.",
                help: "Type it as year, month and day: `review_by: 2027-03-01`.")
            return nil
        }
        return word
    }

    /// An ISO 8601 calendar date.
    static func isDate(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [4, 2, 2], text.utf8.allSatisfy({ $0 == 45 || (48...57).contains($0) }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]), (1...12).contains(month)
        else { return false }
        let isLeap = year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
        let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return (1...days[month - 1]).contains(day)
    }
}
