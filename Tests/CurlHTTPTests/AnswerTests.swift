import CurlHTTP
import Testing

@Suite(.timeLimit(.minutes(2))) struct AnswerTests {
    @Test func `status, headers and body come as they were said`() async throws {
        let text =
            "HTTP/1.1 404 Not There\r\nA: 1\r\nX-Twice: one\r\nx-twice:  two \r\nEmpty:\r\nContent-Length: 3\r\n\r\nno!"
        try await ScriptedServer.run(saying: text) { server in
            let response = try await HTTPClient().send(HTTPRequest("GET", server.url))
            #expect(response.status == 404 && response.text == "no!")
            #expect(response.headers == ["a": "1", "x-twice": "one, two", "empty": "", "content-length": "3"])
        }
    }
}
