import CTexts
import Markup

/// What a release page does where scripts run: `check.js`, beside this file.
package enum CheckScript {
    package static let program: [UInt8] = {
        let script = bulla_release_script()
        return Array(UnsafeBufferPointer(start: script.bytes, count: script.count))
    }()
    static let script = Script(program: program)
}
