/// The name of every problem that can be told of a content file. Each has a page of its own, `docs/content/<code>.md`.
///
/// Names are stable: scripts and editors rely on them.
public enum DiagnosticCode: String, CaseIterable, Sendable {
    // The folder and its files.
    case folderMissing = "folder-missing"
    case fileUnreadable = "file-unreadable"
    case fileTooLarge = "file-too-large"
    case encodingInvalid = "encoding-invalid"
    case controlCharacter = "control-character"
    case idDuplicate = "id-duplicate"

    // The front matter.
    case frontMatterOpen = "front-matter-open"
    case frontMatterInvalid = "front-matter-invalid"
    case keyUnknown = "key-unknown"
    case keyRepeated = "key-repeated"
    case textExpected = "text-expected"
    case listExpected = "list-expected"
    case listItemExpected = "list-item-expected"
    case phrasingEmpty = "phrasing-empty"
    case phrasingTooLong = "phrasing-too-long"
    case statusUnknown = "status-unknown"
    case dateInvalid = "date-invalid"
    case reviewDue = "review-due"

    // Articles, pages and intents.
    case titleMissing = "title-missing"
    case titleTooLong = "title-too-long"
    case titleOrHeadingMissing = "title-or-heading-missing"
    case headingIDMissing = "heading-id-missing"
    case bodyEmpty = "body-empty"
    case bodyUnfinished = "body-unfinished"
    case askThin = "ask-thin"
    case actionMissing = "action-missing"
    case actionUnknown = "action-unknown"

    // The desk's voice.
    case actionNotVoice = "action-not-voice"
    case voiceMisplaced = "voice-misplaced"
    case voiceUnknown = "voice-unknown"
    case voiceMissing = "voice-missing"
    case partMissing = "part-missing"
    case partUnknown = "part-unknown"
    case partRepeated = "part-repeated"
    case partUntranslated = "part-untranslated"
    case textOutsidePart = "text-outside-part"
    case placeholderOpen = "placeholder-open"
    case placeholderForm = "placeholder-form"
    case placeholderUnknown = "placeholder-unknown"
    case placeholderMissing = "placeholder-missing"

    // The text.
    case nestedTooDeep = "nested-too-deep"
    case linkEmpty = "link-empty"
    case linkInvalid = "link-invalid"
    case linkUnsafe = "link-unsafe"
    case linkUndefined = "link-undefined"
    case linkRelative = "link-relative"
    case linkDead = "link-dead"

    // What only all files together show.
    case relatedUnknown = "related-unknown"
    case relatedRetired = "related-retired"
    case relatedItself = "related-itself"
    case phrasingClaimed = "phrasing-claimed"
    case phrasingRepeated = "phrasing-repeated"
    case testNotHeldOut = "test-not-held-out"
    case notContradicts = "not-contradicts"
    case variantWithoutOriginal = "variant-without-original"
    case variantDiffers = "variant-differs"
    case variantOutdated = "variant-outdated"

    // What the matcher and the gateways make of it; they are told by the rooms that know.
    case testFailed = "test-failed"
    case notFailed = "not-failed"
    case answerLong = "answer-long"
}
