package import Bytes

/// The text of the QR code, `BULLA:CUSTODY:1:MANIFEST:HEAD`: both digests in capital hexadecimal, a `-` where there is
/// no chain yet.
///
/// Only letters of the code's alphanumeric mode, which takes five and a half bits for each instead of eight.
package struct FormPayload: Equatable, Sendable {
    static let prefix = "BULLA:CUSTODY:1:"

    package let manifest: Digest
    package let chain: Digest?

    package var text: String {
        "\(Self.prefix)\(manifest.hex.uppercased()):\(chain?.hex.uppercased() ?? "-")"
    }
}
