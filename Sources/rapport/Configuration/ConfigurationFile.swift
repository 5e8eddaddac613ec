import DeskCore
import DeskIRC
import DeskMatrix
import Foundation
import Yams

/// Reads the configuration: the file, then the environment over it. Everything wrong is told at its place, all at once.
struct ConfigurationFile {
    struct Problems: Error, CustomStringConvertible {
        let description: String
    }

    private var configuration = Configuration()
    private var problems: [(line: Int, text: String)] = []
    private let name: String
    /// As they stand, for what YAML does not see.
    private var lines: [Substring] = []

    /// - Throws: `Problems`, one line each, with file, line and column.
    static func read(_ path: String?, environment: [String: String]) throws(Problems) -> Configuration {
        var file = ConfigurationFile(name: path ?? "")
        if let path {
            guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
                throw Problems(description: "\(path): cannot be read as UTF-8 text. Is the path right?")
            }
            file.read(text)
        }
        file.overlay(environment)
        guard file.problems.isEmpty else {
            let sorted = file.problems.enumerated().sorted {
                ($0.element.line, $0.offset) < ($1.element.line, $1.offset)
            }
            throw Problems(description: sorted.map(\.element.text).joined(separator: "\n"))
        }
        return file.configuration
    }

    private init(name: String) { self.name = name }

    private mutating func read(_ text: String) {
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        do {
            guard let root = try Yams.compose(yaml: text), root.null == nil else { return }
            guard case .mapping(let mapping) = root else {
                return problem(root, "expected keys with values, such as `content: .`")
            }
            walk(mapping, below: "", Setting<Configuration>.all, others: ["gateways"]) {
                $0.configuration
            } set: {
                $0.configuration = $1
            }
            if let gateways = mapping["gateways"] { readGateways(gateways) }
        } catch let error as YamlError {
            broken(error)
        } catch {
            problems.append((0, "\(name): \(error)"))
        }
    }

    /// YAML that cannot be read at all.
    private mutating func broken(_ error: YamlError) {
        switch error {
        case .scanner(_, let reason, let mark, _), .parser(_, let reason, let mark, _),
            .composer(_, let reason, let mark, _):
            problem(mark.line, mark.column, "this is not YAML: \(reason)")
        case .reader(let reason, let offset, _, let yaml):
            let lines = yaml.prefix(offset ?? 0).split(separator: "\n", omittingEmptySubsequences: false)
            problem(max(lines.count, 1), (lines.last?.count ?? 0) + 1, "this is not YAML: \(reason)")
        case .duplicatedKeysInMapping(let keys, let context):
            let keys = keys.sorted().map { "`\($0)`" }.joined(separator: ", ")
            problem(context.mark.line, context.mark.column, "more than once in one group: \(keys). Keep one of each")
        default: problems.append((0, "\(name): \(error)"))
        }
    }

    private mutating func readGateways(_ node: Node) {
        guard case .sequence(let items) = node else {
            return problem(
                node, "`gateways` is a list: write each gateway as `- kind: irc-listener` with its keys below")
        }
        configuration.listeners = []
        for item in items {
            guard case .mapping(let mapping) = item else {
                problem(item, "a gateway is a group of keys that begins with `- kind: irc-listener`, `irc` or `matrix`")
                continue
            }
            switch mapping["kind"]?.string {
            case "irc-listener": readListener(mapping, item)
            case "irc": readNetwork(mapping, item)
            case "matrix": readAccount(mapping, item)
            case "matrix-appservice": readService(mapping, item)
            default:
                problem(
                    mapping["kind"] ?? item,
                    "`kind` is irc-listener, irc, matrix or matrix-appservice; this version knows no other gateway")
            }
        }
    }

    /// One gateway's settings, over what holds when nothing is said.
    private mutating func options<Options>(
        _ usual: Options, of mapping: Node.Mapping, _ settings: [Setting<Options>]
    ) -> Options {
        var options = usual
        walk(mapping, below: "", settings, others: ["kind"]) { _ in
            options
        } set: {
            options = $1
        }
        return options
    }

    private mutating func readListener(_ mapping: Node.Mapping, _ item: Node) {
        let options = options(ListenerOptions(), of: mapping, Setting.all)
        if (options.tls.certificate == nil) != (options.tls.key == nil) {
            problem(item, "`tls.certificate` and `tls.key` belong together: name both files, or none")
        }
        checkName(options.id, item)
        configuration.listeners.append(options)
    }

    private mutating func readNetwork(_ mapping: Node.Mapping, _ item: Node) {
        let options = options(NetworkOptions(), of: mapping, Setting.all)
        if mapping["host"].map({ $0.null != nil }) ?? true {
            problem(item, "`host` is missing: the network\u{2019}s server, such as irc.libera.chat")
        }
        for text in options.problems { problem(item, text) }
        tellComments(mapping)
        checkName(options.id, item)
        configuration.networks.append(options)
    }

    private mutating func readAccount(_ mapping: Node.Mapping, _ item: Node) {
        let options = options(MatrixOptions(), of: mapping, Setting.all)
        for text in options.problems { problem(item, text) }
        checkName(options.id, item)
        configuration.accounts.append(options)
    }

    private mutating func readService(_ mapping: Node.Mapping, _ item: Node) {
        let options = options(AppServiceOptions(), of: mapping, Setting.all)
        // Of a file that does not fit it was said what is wrong with it.
        let isNamed = mapping["registration"].map { $0.null == nil } ?? false
        for text in options.problems where !(isNamed && text.hasPrefix("`registration`")) { problem(item, text) }
        checkName(options.account.id, item)
        configuration.services.append(options)
    }

    /// A channel that YAML took for a comment.
    private mutating func tellComments(_ mapping: Node.Mapping) {
        for (key, value) in mapping where value.null != nil {
            guard let name = key.string, ["channels", "staff_channel"].contains(name), let mark = key.mark,
                lines.indices.contains(mark.line - 1)
            else { continue }
            let rest = lines[mark.line - 1].drop { $0 != ":" }.dropFirst().drop { $0 == " " }
            guard rest.first == "#", let second = rest.dropFirst().first, second != " " else { continue }
            let channel = rest.prefix { $0 != " " }
            problem(value, "`\(name)`: write '\(channel)' in quotation marks, since # begins a comment")
        }
    }

    private mutating func checkName(_ id: GatewayID, _ item: Node) {
        if id == "terminal" {
            problem(item, "`terminal` is what customers in a terminal come from: give the gateway another `name`")
        }
        if configuration.gateways.contains(id) {
            problem(item, "a second gateway is called `\(id)`: give it a `name` of its own")
        }
    }

    /// Applies every scalar of a mapping, and says which keys nobody knows.
    private mutating func walk<Target>(
        _ mapping: Node.Mapping, below prefix: String, _ settings: [Setting<Target>], others: Set<String>,
        get: (Self) -> Target, set: (inout Self, Target) -> Void
    ) {
        for (key, value) in mapping {
            let path = prefix + (key.string ?? "")
            if others.contains(path) { continue }
            let hasKeys = settings.contains { $0.path.hasPrefix(path + ".") }
            let isGroup = if case .mapping = value { hasKeys } else { false }
            if let setting = settings.first(where: { $0.path == path }), !isGroup {
                var target = get(self)
                apply(setting, value, to: &target)
                set(&self, target)
            } else if hasKeys {
                if case .mapping(let inner) = value {
                    walk(inner, below: path + ".", settings, others: others, get: get, set: set)
                } else if value.null == nil {
                    problem(value, "`\(path)` is a group: write its keys below it, each with a value")
                }
            } else {
                unknown(key, path, settings.map(\.path) + others)
            }
        }
    }

    private mutating func apply<Target>(_ setting: Setting<Target>, _ value: Node, to target: inout Target) {
        let text: String
        switch value {
        case .scalar(let scalar): text = scalar.string
        case .sequence(let items) where setting.isList && items.allSatisfy { $0.scalar != nil }:
            text = items.compactMap(\.string).joined(separator: ",")
        case .sequence, .mapping, .alias:
            return problem(value, "`\(setting.path)` takes \(setting.isList ? "a list of values" : "one value")")
        }
        do throws(UnfitValue) {
            try setting.apply(text, &target)
        } catch {
            problem(value, "`\(setting.path)`: expected \(error.expected), found `\(text)`")
        }
    }

    private mutating func unknown(_ key: Node, _ path: String, _ known: [String]) {
        let groups = Set(known.filter { $0.contains(".") }.map { String($0.prefix { $0 != "." }) })
        let near = (known + groups.sorted()).min { Likeness.distance($0, path) < Likeness.distance($1, path) }
        let most = min(3, path.count / 2)
        let hint = near.flatMap { Likeness.distance($0, path) <= most ? ". Did you mean `\($0)`?" : nil }
        problem(key, "unknown key `\(path)`\(hint ?? ". Known: " + known.sorted().joined(separator: ", "))")
    }

    private mutating func problem(_ node: Node, _ text: String) {
        problem(node.mark?.line ?? 1, node.mark?.column ?? 1, text)
    }

    private mutating func problem(_ line: Int, _ column: Int, _ text: String) {
        problems.append((line, "\(name):\(line):\(column): \(text)"))
    }

    private mutating func overlay(_ environment: [String: String]) {
        for setting in Setting<Configuration>.all {
            guard let text = environment[setting.environmentName] else { continue }
            do throws(UnfitValue) {
                try setting.apply(text, &configuration)
            } catch {
                problems.append((.max, "\(setting.environmentName): expected \(error.expected), found `\(text)`"))
            }
        }
        let known = Set(Setting<Configuration>.all.map(\.environmentName))
        for name in environment.keys.sorted() where name.hasPrefix("RAPPORT_") && !known.contains(name) {
            problems.append((.max, "\(name): unknown. Known: \(known.sorted().joined(separator: ", "))"))
        }
    }
}

/// How far apart two words are, for "did you mean".
enum Likeness {
    /// Levenshtein's distance: how many single letters differ.
    static func distance(_ a: String, _ b: String) -> Int {
        let b = Array(b)
        var row = Array(0...b.count)
        for (i, letter) in a.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for j in b.indices {
                let cost = letter == b[j] ? diagonal : min(diagonal, row[j], row[j + 1]) + 1
                (diagonal, row[j + 1]) = (row[j + 1], cost)
            }
        }
        return row[b.count]
    }
}
