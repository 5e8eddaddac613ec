import ArgumentParser
import UnixSignals
@main enum Main { static func main() { print("x") } }
