import DeskCore
@testable import DeskContent
import Testing

@Suite struct TablesBecomeLists {
    private func flat(_ text: String) -> String {
        Tables.flattened(text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
            .joined(separator: "\n")
    }

    @Test func `two columns read as one and the other`() {
        let table = "| Light | Means |\n|---|---|\n| red | charging |\n| green | full |"
        #expect(flat(table) == "\n\n- red: charging\n- green: full")
    }

    @Test func `more columns carry their heads`() {
        let table = "Model | Weight | Colour\n:--|:-:|--:\nOne | 2 kg | black\nTwo | | white\nafter"
        #expect(flat(table) == "\n\n- One: Weight 2 kg, Colour black\n- Two: Colour white\nafter")
    }

    @Test func `bars in code and behind a backslash stay`() {
        #expect(flat("|a|b|\n|-|-|\n|`x|y`|p \\| q|") == "\n\n- `x|y`: p | q")
    }

    @Test func `an answer shows the table as a list`() {
        let text = "---\ntitle: Lights\n---\nWhat they mean:\n\n| Light | Means |\n|---|---|\n| **red** | charging |\n"
        #expect(article(text)?.body.plainText == "What they mean:\n- red: charging")
    }

    @Test(arguments: [
        "```\n| a | b |\n|---|---|\n| 1 | 2 |\n```", "a | b\n---\nc | d", "| a | b |\n|---|\n| 1 | 2 |",
        "no table - at all", "    | a | b |\n    |---|---|",
    ])
    func `what is no table stays as it is`(text: String) {
        #expect(flat(text) == text)
    }
}
