import Bytes

/// What a verifier demands of NVIDIA GPU reports.
package struct NVIDIAPolicy: Hashable, Sendable {
    init(reading object: JSONObject) throws(FormatError) {
        try object.end()
    }

    var json: JSON { [:] }
}
