import DeskCore
import Foundation

/// A phrasing without what does not matter: case, width and ligatures (NFKC), runs of spaces, punctuation at the ends,
/// commas and the like after words.
///
/// The matcher answers an exact phrasing by the same rule; see `NormalisedText` in DeskMatching.
struct NormalisedPhrasing: Hashable {
    let text: String

    init(_ phrasing: String) {
        let folded = phrasing.precomposedStringWithCompatibilityMapping.lowercased()
            .replacing("ß", with: "ss").replacing("’", with: "'")
        let words = folded.split(whereSeparator: \.isWhitespace)
            .map { $0.reversed().drop { "!,.:;?".contains($0) }.reversed() }
            .filter { !$0.isEmpty }.map { String($0) }.joined(separator: " ")
        let isInner: (Character) -> Bool = { $0.isLetter || $0.isNumber || $0.isSymbol && !$0.isASCII }
        guard let first = words.firstIndex(where: isInner), let last = words.lastIndex(where: isInner) else {
            text = words
            return
        }
        text = String(words[first...last])
    }
}
