import Bytes

extension AttestationError {
    /// What `read` gives; where it fails, the same place and words as an error of evidence.
    static func reading<Value>(_ read: () throws(FormatError) -> Value) throws(AttestationError) -> Value {
        do { return try read() } catch { throw AttestationError(error) }
    }

    private init(_ error: FormatError) {
        let code: AppraisalCode = error.code == .unknownVersion ? .evidenceUnsupported : .evidenceMalformed
        self.init(code, at: error.location, error.detail)
    }
}

extension EvidenceFiles {
    /// The file of this name; its absence and a size above `limit` are errors.
    func required(_ name: String, limit: Int = largestFile) throws(AttestationError) -> [UInt8] {
        guard let file = files[name] else {
            throw AttestationError(.evidenceFiles, at: name, "the file is missing")
        }
        guard file.count <= limit else {
            throw AttestationError(.evidenceFiles, at: name, "\(file.count) bytes, at most \(limit) allowed")
        }
        return file
    }
}
