import Testing

@testable import DeskMatrix

@Suite struct JSONTests {
    private func read(_ text: String) throws -> JSON { try JSON(reading: Array(text.utf8)) }

    @Test func `reads what servers send`() throws {
        let text = #" {"a": [1, -2.5, 1e3, true, false, null], "b": {"c": "d\n\u00e9\/\"\\"}, "b": "last"} "#
        #expect(
            try read(text) == ["a": [1, .double(-2.5), .double(1000), true, false, .null], "b": "last"])
        #expect(try read(#""\ud83d\ude00""#) == .string("😀"))
        #expect(try read("100000000000000000000") == .double(1e20))
    }

    /// Whatever one user sent, the others of the same answer are read.
    @Test(arguments: [
        (#""\ud83d""#, "\u{FFFD}"), (#""\ude00x""#, "\u{FFFD}x"), (#""\ud83dA""#, "\u{FFFD}A"),
        (#""\ud83d\ud83d\ude00""#, "\u{FFFD}😀"), (#""a\u0000b""#, "a\0b"),
    ])
    func `mends strings`(text: String, mended: String) throws {
        #expect(try read(text) == .string(mended))
    }

    @Test func `mends bytes that are no UTF-8`() throws {
        #expect(try JSON(reading: [0x22, 0x61, 0xFF, 0x62, 0x22]) == .string("a\u{FFFD}b"))
    }

    @Test func `reads over what is nested too deep`() throws {
        for depth in [JSONReader.mostNested - 1, JSONReader.mostNested, 200_000] {
            let nested = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
            let value = try read(#"{"deep": \#(nested), "other": "x]"}"#)
            #expect(value["other"] == "x]")
            if depth < JSONReader.mostNested { #expect(value["deep"]?.array != nil) }
        }
        let odd = String(repeating: #"{"a":["#, count: 500) + #""]}\"""# + String(repeating: "]}", count: 500)
        #expect(try read("[\(odd), 1]").array?.last == 1)
    }

    @Test(arguments: [
        "", "{", "[1,", "[1 2]", #"{"a"}"#, #"{"a":}"#, #"{a:1}"#, "tru", "nul", "+1", "--1", "1e999", "\"a", #""\x""#,
        #""\u12""#, "<html></html>", "{} x", "[", #"{"a":1,}"#,
    ])
    func `finds what is broken`(text: String) {
        #expect(throws: JSONReader.Malformed.self) { try read(text) }
    }

    @Test func `writes what it reads`() throws {
        let value: JSON = ["b": [1, "x\"\\\n\u{1}é", .null, true], "a": .double(0.5)]
        #expect(value.text == #"{"a":0.5,"b":[1,"x\"\\\n\u0001é",null,true]}"#)
        #expect(try read(value.text) == value)
    }
}
