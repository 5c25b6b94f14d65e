import Bytes
import CSandbox
import Glibc

/// The four ends of a command's standard input and output; closed with this value at the latest.
struct Pipes: ~Copyable {
    let childInput: CInt
    let childOutput: CInt
    private(set) var input: CInt
    private(set) var output: CInt
    private var childHasItsEnds = false

    init(_ location: String) throws(UserCommandError) {
        var (down, up): ([CInt], [CInt]) = ([-1, -1], [-1, -1])
        var error = bulla_starter_pipe(&down)
        if error == 0 { error = bulla_starter_pipe(&up) }
        // The command may not read: writing must not wait for it.
        if error == 0 && fcntl(down[1], F_SETFL, O_NONBLOCK) != 0 { error = errno }
        (childInput, input, output, childOutput) = (down[0], down[1], up[0], up[1])
        guard error == 0 else {
            throw UserCommandError(.start, at: location, CommandStarter.words(error))
        }
    }

    deinit {
        let own = [input, output] + (childHasItsEnds ? [] : [childInput, childOutput])
        for descriptor in own where descriptor >= 0 { close(descriptor) }
    }

    /// The command has them now; only then does its end show here.
    mutating func closeChildEnds() {
        guard !childHasItsEnds else { return }
        for descriptor in [childInput, childOutput] { close(descriptor) }
        childHasItsEnds = true
    }

    mutating func closeInput() {
        close(input)
        input = -1
    }

    mutating func closeOutput() {
        close(output)
        output = -1
    }
}
