import Bytes

/// What a verifier demands of AMD SEV-SNP reports.
package struct SNPPolicy: Hashable, Sendable {
    init(reading object: JSONObject) throws(FormatError) {
        try object.end()
    }

    var json: JSON { [:] }
}
