import Foundation
import NIOCore

/// Cuts the stream into lines of at most 64 KiB; a longer one ends the connection.
struct ControlLineDecoder: NIOSingleStepByteToMessageDecoder {
    typealias InboundOut = ByteBuffer
    static let longestLine = 65_536

    struct LineTooLong: Error {}

    func decode(buffer: inout ByteBuffer) throws -> ByteBuffer? {
        let end = buffer.readableBytesView.firstIndex(of: UInt8(ascii: "\n"))
        let length = (end ?? buffer.writerIndex) - buffer.readerIndex
        guard length <= Self.longestLine else { throw LineTooLong() }
        guard end != nil else { return nil }
        let line = buffer.readSlice(length: length)
        buffer.moveReaderIndex(forwardBy: 1)
        return line
    }

    func decodeLast(buffer: inout ByteBuffer, seenEOF: Bool) throws -> ByteBuffer? { nil }
}

/// One JSON object a line.
enum ControlLine {
    static func decode<Message: Decodable>(_ line: ByteBuffer) -> Message? {
        try? JSONDecoder().decode(Message.self, from: Data(line.readableBytesView))
    }

    static func encode(_ message: some Encodable) -> ByteBuffer {
        let json = (try? JSONEncoder().encode(message)) ?? Data()
        return ByteBuffer(bytes: json + [UInt8(ascii: "\n")])
    }
}
