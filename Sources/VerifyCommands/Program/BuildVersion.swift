import Container
import Formats

/// What `--version` prints.
package enum BuildVersion {
    package static let text = "bulla \(Formats.version) (liblzma \(XZProfile.libraryVersion))"
}
