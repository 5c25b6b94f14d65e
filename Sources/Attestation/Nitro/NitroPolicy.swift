import Bytes

/// What a verifier demands of AWS Nitro documents.
package struct NitroPolicy: Hashable, Sendable {
    init(reading object: JSONObject) throws(FormatError) {
        try object.end()
    }

    var json: JSON { [:] }
}
