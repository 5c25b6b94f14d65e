import Bytes

/// What a verifier demands of Intel SGX quotes.
package struct SGXPolicy: Hashable, Sendable {
    init(reading object: JSONObject) throws(FormatError) {
        try object.end()
    }

    var json: JSON { [:] }
}
