// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

/// A room of the house: it depends on `DeskCore` and on libraries, never on another room.
func room(_ name: String, _ libraries: Target.Dependency...) -> Target {
    .target(name: name, dependencies: ["DeskCore"] + libraries, swiftSettings: strict)
}

/// A test target beside the room it tests.
func tests(_ name: String, of rooms: Target.Dependency..., resources: [Resource] = []) -> Target {
    .testTarget(name: name, dependencies: rooms + ["DeskCore", "TestKit"], resources: resources, swiftSettings: strict)
}

let rooms: [Target.Dependency] = [
    "DeskCore", "DeskContent", "DeskMatching", "DeskIRC", "DeskMatrix", "DeskStore", "DeskRuntime",
    "DeskControl", "DeskWeb",
]

let package = Package(
    name: "rapport",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "rapport", targets: ["rapport"]),
        // What the fuzzers feed.
        .library(name: "RapportContent", targets: ["DeskCore", "DeskContent"]),
        .library(name: "RapportGateway", targets: ["DeskCore", "DeskIRC"]),
        .library(name: "RapportMatrix", targets: ["DeskCore", "DeskMatrix"]),
        // The rooms as libraries, for the benchmarks and for gateways and stores written elsewhere.
        .library(
            name: "RapportRooms", targets: ["DeskCore", "DeskContent", "DeskMatching", "DeskStore", "DeskRuntime"]),
        // HTTP for whoever needs it; it knows nothing of the desk.
        .library(name: "CurlHTTP", targets: ["CurlHTTP"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.0"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.0"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.4.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        // Without its traits: they bring configuration and Foundation, which nobody here asks it for.
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0", traits: []),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"),
    ],
    targets: [
        .target(name: "DeskCore", swiftSettings: strict),
        .systemLibrary(name: "CCmark", pkgConfig: "libcmark", providers: [.apt(["libcmark-dev"])]),
        room("DeskContent", "CCmark", .product(name: "Yams", package: "Yams")),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .target(name: "CurlHTTP", dependencies: ["CCurl"], swiftSettings: strict),
        .target(
            name: "CVectors", exclude: ["NOTICE", "sentence-model.bin", "vocabulary.txt"],
            // The first is where model.S finds what it includes; without the other, products take 35 times as long.
            cSettings: [.headerSearchPath("."), .unsafeFlags(["-O3"], .when(configuration: .debug))]),
        .target(
            name: "DeskMatching", dependencies: ["DeskCore", "CVectors"],
            // Learning is arithmetic: without optimisation it takes 20 times as long, and a desk under test as long to start.
            swiftSettings: strict + [.unsafeFlags(["-O"], .when(configuration: .debug))]),
        room(
            "DeskIRC", .product(name: "NIOCore", package: "swift-nio"),
            .product(name: "NIOPosix", package: "swift-nio"), .product(name: "NIOTLS", package: "swift-nio"),
            .product(name: "NIOSSL", package: "swift-nio-ssl"),
            .product(name: "Crypto", package: "swift-crypto"), .product(name: "CryptoExtras", package: "swift-crypto"),
            .product(name: "Metrics", package: "swift-metrics"),
            .product(name: "X509", package: "swift-certificates"),
            .product(name: "SwiftASN1", package: "swift-asn1"),
            .product(name: "Logging", package: "swift-log")),
        room(
            "DeskMatrix", "CurlHTTP", .product(name: "Crypto", package: "swift-crypto"),
            .product(name: "HTTPTypes", package: "swift-http-types"),
            .product(name: "HummingbirdCore", package: "hummingbird"), .product(name: "Logging", package: "swift-log"),
            .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio")),
        room(
            "DeskStore", .product(name: "GRDB", package: "GRDB.swift"),
            .product(name: "GRDBSQLite", package: "GRDB.swift")),
        room(
            "DeskRuntime", .product(name: "Crypto", package: "swift-crypto"),
            .product(name: "CryptoExtras", package: "swift-crypto"), .product(name: "Logging", package: "swift-log"),
            .product(name: "Metrics", package: "swift-metrics"),
            .product(name: "DequeModule", package: "swift-collections"),
            .product(name: "HeapModule", package: "swift-collections")),
        room(
            "DeskControl", .product(name: "NIOCore", package: "swift-nio"),
            .product(name: "NIOPosix", package: "swift-nio"), .product(name: "Logging", package: "swift-log")),
        room(
            "DeskWeb", .product(name: "NIOCore", package: "swift-nio"),
            .product(name: "NIOHTTP1", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
            .product(name: "Logging", package: "swift-log"), .product(name: "Metrics", package: "swift-metrics")),
        .executableTarget(
            name: "rapport",
            dependencies: rooms + [
                "CurlHTTP", .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: strict),
        .target(
            name: "TestKit",
            dependencies: ["DeskCore", "DeskStore", "DeskRuntime", .product(name: "Logging", package: "swift-log")],
            path: "Tests/TestKit", swiftSettings: strict),
        // Real processes and plain sockets, for the tests that need nothing of the rooms.
        .target(name: "ProgramKit", path: "Tests/ProgramKit", swiftSettings: strict),
        tests("DeskCoreTests"),
        tests("DeskContentTests", of: "DeskContent", "DeskMatching", resources: [.copy("Broken"), .copy("Pages")]),
        tests(
            "DeskMatchingTests", of: "DeskMatching", "DeskContent", "CVectors",
            resources: [.copy("Vectors/golden.jsonl")]),
        tests(
            "DeskIRCTests", of: "DeskIRC", .product(name: "Logging", package: "swift-log"),
            .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOEmbedded", package: "swift-nio"),
            .product(name: "NIOPosix", package: "swift-nio"), .product(name: "NIOSSL", package: "swift-nio-ssl"),
            .product(name: "Yams", package: "Yams"), resources: [.copy("Vectors")]),
        tests(
            "DeskMatrixTests", of: "DeskMatrix", "CurlHTTP", .product(name: "Logging", package: "swift-log"),
            .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOHTTP1", package: "swift-nio"),
            .product(name: "NIOPosix", package: "swift-nio")),
        tests("DeskStoreTests", of: "DeskStore", .product(name: "GRDB", package: "GRDB.swift")),
        tests("DeskRuntimeTests", of: "DeskRuntime", "DeskStore", .product(name: "Logging", package: "swift-log")),
        tests("SimulationTests", of: "DeskRuntime", "DeskStore", .product(name: "Logging", package: "swift-log")),
        tests(
            "ConversationTests", of: "DeskContent", "DeskMatching", "DeskIRC", "DeskStore", "DeskRuntime",
            .product(name: "Logging", package: "swift-log")),
        tests("DeskControlTests", of: "DeskControl", .product(name: "Logging", package: "swift-log")),
        tests(
            "DeskWebTests", of: "DeskWeb", "DeskRuntime", "DeskStore", .product(name: "Logging", package: "swift-log"),
            .product(name: "Metrics", package: "swift-metrics")),
        tests(
            "RapportTests", of: "rapport", "DeskControl", "DeskIRC", "DeskMatrix", "DeskMatching", "DeskStore",
            "DeskWeb",
            .product(name: "Logging", package: "swift-log")),
        .testTarget(
            name: "CurlHTTPTests",
            dependencies: [
                "CurlHTTP", .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "SwiftASN1", package: "swift-asn1"),
                .product(name: "X509", package: "swift-certificates"),
            ],
            swiftSettings: strict),
        .testTarget(name: "CrashTests", dependencies: ["rapport", "ProgramKit"], swiftSettings: strict),
        .testTarget(name: "RealServerTests", dependencies: ["rapport", "ProgramKit"], swiftSettings: strict),
    ]
)
