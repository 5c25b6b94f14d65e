import Bytes
import Keys

extension PublicKey {
    /// Who signed, for programs.
    var signedJSON: JSON { ["identifier": .digest(identifier), "name": .string(name)] }
}
