import Bytes

/// What a verifier demands of Intel TDX quotes.
package struct TDXPolicy: Hashable, Sendable {
    init(reading object: JSONObject) throws(FormatError) {
        try object.end()
    }

    var json: JSON { [:] }
}
