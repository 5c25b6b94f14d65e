import Bytes
import Crypto

// The documents that the keys of the forge sign.
extension IntelForge {
    private static let window =
        "\"issueDate\":\"2024-01-01T00:00:00Z\",\"nextUpdate\":\"2025-01-01T00:00:00Z\","
        + "\"tcbEvaluationDataNumber\":17"
    private static let zeros48 = String(repeating: "0", count: 96)

    // Levels: 7,7,…/11 up to date; 5,5,…/5 out of date. Modules TDX_01: 5 up to date, 2 out of date.
    var tcbInfo: String {
        let platform = "\"fmspc\":\"50806F000000\",\"pceId\":\"0000\",\"tcbType\":0"
        let levels = [
            level([7, 7, 2, 2, 3, 1, 0, 5], 11, [5, 0, 6], "UpToDate", ""),
            level([5, 5, 2, 2, 3, 1, 0, 5], 5, [3, 0, 5], "OutOfDate", "\"INTEL-SA-00001\""),
        ].joined(separator: ",")
        let module =
            "\"mrsigner\":\"\(IntelForge.zeros48)\",\"attributes\":\"0000000000000000\","
            + "\"attributesMask\":\"FFFFFFFFFFFFFFFF\""
        let identity =
            "{\"id\":\"TDX_01\",\(module),\"tcbLevels\":["
            + "\(isv(5, "UpToDate", "")),\(isv(2, "OutOfDate", "\"INTEL-SA-00002\""))]}"
        let modules = isSGX ? "" : "\"tdxModule\":{\(module)},\"tdxModuleIdentities\":[\(identity)],"
        return
            "{\"id\":\"\(isSGX ? "SGX" : "TDX")\",\"version\":3,\(IntelForge.window),\(platform),\(modules)"
            + "\"tcbLevels\":[\(levels)]}"
    }

    private func level(
        _ components: [Int],
        _ pceSVN: Int,
        _ tdx: [Int],
        _ status: String,
        _ advisories: String
    ) -> String {
        func list(_ values: [Int]) -> String {
            (0..<16).map { "{\"svn\":\($0 < values.count ? values[$0] : 0)}" }.joined(separator: ",")
        }
        let tdx = isSGX ? "" : ",\"tdxtcbcomponents\":[\(list(tdx))]"
        return "{\"tcb\":{\"sgxtcbcomponents\":[\(list(components))],\"pcesvn\":\(pceSVN)\(tdx)},"
            + "\"tcbDate\":\"2024-01-01T00:00:00Z\",\"tcbStatus\":\"\(status)\","
            + "\"advisoryIDs\":[\(advisories)]}"
    }

    private func isv(_ version: Int, _ status: String, _ advisories: String) -> String {
        "{\"tcb\":{\"isvsvn\":\(version)},\"tcbDate\":\"2024-01-01T00:00:00Z\","
            + "\"tcbStatus\":\"\(status)\",\"advisoryIDs\":[\(advisories)]}"
    }

    /// ISVSVN 8 up to date, 6 out of date, 4 revoked.
    var identity: String {
        let signer = String(repeating: "DC", count: 32)
        return "{\"id\":\"\(isSGX ? "QE" : "TD_QE")\",\"version\":2,\(IntelForge.window),"
            + "\"miscselect\":\"00000000\",\"miscselectMask\":\"FFFFFFFF\","
            + "\"attributes\":\"11000000000000000000000000000000\","
            + "\"attributesMask\":\"FBFFFFFFFFFFFFFF0000000000000000\","
            + "\"mrsigner\":\"\(signer)\",\"isvprodid\":2,\"tcbLevels\":["
            + "\(isv(8, "UpToDate", "")),\(isv(6, "OutOfDate", "\"INTEL-SA-00003\"")),\(isv(4, "Revoked", ""))]}"
    }

    private func report(attributes: [UInt8], signer: UInt8, product: UInt8, svn: UInt16, data: [UInt8])
        -> [UInt8]
    {
        var report = [UInt8](repeating: 0, count: 384)
        report.replaceSubrange(0..<16, with: cpuSVN)
        report.replaceSubrange(48..<64, with: attributes)
        report.replaceSubrange(64..<96, with: [UInt8](repeating: 0xe1, count: 32))
        report.replaceSubrange(128..<160, with: [UInt8](repeating: signer, count: 32))
        report[256] = product
        report[258] = UInt8(svn & 255)
        report[259] = UInt8(svn >> 8)
        report.replaceSubrange(320..<384, with: data)
        return report
    }

    private var trustDomain: [UInt8] {
        func register(_ value: UInt8) -> [UInt8] { [UInt8](repeating: value, count: 48) }
        let measured = (1...8).flatMap { register(UInt8($0)) }  // MRTD, three of the owner, RTMR0 to RTMR3
        let head = teeTCBSVN + register(0x5e) + mrSignerSEAM + [UInt8](repeating: 0, count: 8)
        let body = head + tdAttributes + [0xe7, 2, 6, 0, 0, 0, 0, 0] + measured + reportData
        return bodyType == 3 ? body + teeTCBSVN2 + mrServiceTD : body
    }

    private var signedPart: [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(littleEndian: version)
        bytes.append(littleEndian: UInt16(2))
        bytes.append(littleEndian: isSGX ? UInt32(0) : UInt32(0x81))
        bytes += [0, 0, 0, 0]
        bytes += [0x93, 0x9a, 0x72, 0x33, 0xf7, 0x9c, 0x4c, 0xa9, 0x94, 0x0a, 0x0d, 0xb3, 0x95, 0x7f, 6, 7]
        bytes += [UInt8](repeating: 0, count: 20)
        guard !isSGX else {
            return bytes
                + report(attributes: sgxAttributes, signer: 0x51, product: 7, svn: 3, data: reportData)
        }
        if version == 5 {
            bytes.append(littleEndian: bodyType)
            bytes.append(littleEndian: UInt32(trustDomain.count))
        }
        return bytes + trustDomain
    }

    func quote() throws -> [UInt8] {
        let key = Array(attestationKey.publicKey.rawRepresentation)
        let auth = [UInt8](0..<32)
        let digest = Array(Crypto.SHA256.hash(data: key + auth)) + [UInt8](repeating: 0, count: 32)
        let enclave = report(
            attributes: enclaveAttributes,
            signer: enclaveSigner,
            product: 2,
            svn: enclaveSVN,
            data: digest
        )
        var inner = enclave + Array(try pckKey.signature(for: enclave).rawRepresentation)
        inner.append(littleEndian: UInt16(auth.count))
        inner += auth
        let chain = Array(try pckChain.utf8) + [0]
        IntelForge.append(innerType, certification ?? chain, to: &inner)
        var data = Array(try attestationKey.signature(for: signedPart).rawRepresentation) + key
        if isSGX { data += inner } else { IntelForge.append(6, inner, to: &data) }
        var bytes = signedPart
        bytes.append(littleEndian: UInt32(data.count))
        return bytes + data + padding
    }

    var pckChain: String {
        get throws { IntelForge.pem(try pck(), try authority(), try root()) }
    }

    private static func append(_ type: UInt16, _ content: [UInt8], to bytes: inout [UInt8]) {
        bytes.append(littleEndian: type)
        bytes.append(littleEndian: UInt32(content.count))
        bytes += content
    }
}
