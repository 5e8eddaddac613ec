import DeskCore
import DeskMatching
import TestKit
import Testing

@Suite("Questions of other trades")
struct OtherTradesTests {
    /// What the desk rightly answers although a bank or an assistant was asked: small talk that is an intent here, and
    /// what every shop is asked, where the article says what somebody who asked it here wants to know.
    ///
    /// Everything else is wrong, however near it is. That a card was declined is a matter of payment here as well, but
    /// a bank's customer asks for the reason, so `orders/payment` does not count; "I want a refund" asks how, so
    /// `returns/refund-time`, which says when, does not count. Whoever is handed to a person is not answered at all, so
    /// that is not wrong; what danger calls for is.
    private static let right: [String: Set<ContentID>] = [
        "yes": ["intent:yes", "intent:thanks"],
        "no": ["intent:no", "intent:wrong", "intent:none-of-these"],
        "thank_you": ["intent:thanks"],
        "goodbye": ["intent:goodbye"],
        "greeting": ["intent:greeting"],
        "cancel": ["intent:stop"],
        "repeat": ["intent:again"],
        "are_you_a_bot": ["intent:bot"],
        "what_can_i_ask_you": ["intent:help"],
        "change_language": ["intent:language"],
        "order_status": ["orders/track"],
        "passcode_forgotten": ["account/password"],
        "request_refund": ["returns/how-to"],
        "Refund_not_showing_up": ["returns/refund-time"],
        "transaction_charged_twice": ["payment/charged-twice"],
        "edit_personal_details": ["account/change-details"],
        "terminate_account": ["intent:forget"],
    ]
    /// The only one of those asked of nobody in particular that an article answers word for word.
    private static let rightByText: [String: ContentID] = [
        "how long do i have to wait to get my refund": "returns/refund-time"
    ]

    private static func isRight(_ answer: ContentID, to question: (text: String, about: String)) -> Bool {
        right[question.about]?.contains(answer) == true || rightByText[question.text] == answer
            || StarterContent.loaded.content.entries[answer]?.action == .human
    }

    @Test("at most 2 in 100 are answered wrongly", arguments: 1...10 as ClosedRange<UInt64>)
    func wrongShare(seed: UInt64) {
        var random = TestKit.SplitMix64(seed: seed)
        let drawn = OtherTrades.questions.shuffled(using: &random).prefix(300)
        #expect(drawn.count == 300)
        let wrong = drawn.compactMap { question -> String? in
            guard let answer = StarterContent.matcher.answer(to: question.text), !Self.isRight(answer, to: question)
            else { return nil }
            return "\(answer): \(question.text)"
        }
        #expect(wrong.count <= 6, "\(wrong)")
    }

    @Test func `small talk among them is answered`() {
        let asked = OtherTrades.questions.filter { ["thank_you", "goodbye", "greeting"].contains($0.about) }
        let answered = asked.count { StarterContent.matcher.answer(to: $0.text) != nil }
        #expect(!asked.isEmpty)
        #expect(answered > 0)
    }
}
