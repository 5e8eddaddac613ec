import DeskCore
import DeskMatching
import Testing

@Suite("Large content")
struct LargeContentTests {
    private static let verbs = ["reset", "clean", "charge", "mount", "update", "return", "repair", "register"]
    private static let things = [
        "speaker", "lamp", "kettle", "radio", "camera", "printer", "drill", "heater", "fan", "clock", "scale", "oven",
        "robot", "bike", "tent", "phone", "tablet", "screen", "keyboard", "mouse", "router", "watch", "toaster",
        "piano",
        "guitar", "drone", "vacuum", "mixer", "freezer", "projector",
    ]
    private static let large = Content(
        revision: "r",
        entries: things.flatMap { thing in
            verbs.map { verb in
                entry(
                    ContentID("\(thing)/\(verb)"), "How do I \(verb) the \(thing)?",
                    ask: [
                        "\(verb) my \(thing)", "I want to \(verb) a \(thing)", "can you \(verb) \(thing)s for me",
                        "the best way to \(verb) this \(thing)", "trouble: cannot \(verb) the \(thing)",
                    ], test: ["please tell me how I \(verb) my \(thing)"])
            }
        }, voice: [:])
    private static let matcher = Matcher(large)

    @Test func `a phrasing is certain, also where it was held back`() {
        for entry in Self.large.entries.values {
            for phrasing in entry.variants["en"]?.ask ?? [] {
                let first = Self.matcher.read(turn(phrasing.text)).candidates.first
                #expect(first?.id == entry.id)
                #expect(first?.confidence == 1)
            }
        }
    }

    @Test func `new words for the same are recognised, questions beside the point are not`() {
        let right = Self.large.entries.values.count { entry in
            let test = entry.variants["en"]?.test.first?.text ?? ""
            return Self.matcher.read(turn(test)).candidates.first?.id == entry.id
        }
        #expect(right * 10 >= 9 * Self.large.entries.count)
        for text in ["what is the capital of France", "who won the match", "wie wird das Wetter"] {
            #expect(Self.matcher.answer(to: text) == nil)
        }
    }

    @Test func `the same content gives the same readings`() {
        let again = Matcher(Self.large)
        for text in ["my lamp needs a repair", "charge it", "where do I register the drone"] {
            #expect(again.read(turn(text)) == Self.matcher.read(turn(text)))
        }
    }
}
