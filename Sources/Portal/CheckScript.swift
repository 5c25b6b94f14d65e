import CPortal
import Markup

/// What a release page does where scripts run: `Sources/CPortal/check.js`.
package enum CheckScript {
    package static let program = Array(
        UnsafeBufferPointer(start: bulla_portal_check_start(), count: bulla_portal_check_size())
    )
    static let script = Script(program: program)
}
