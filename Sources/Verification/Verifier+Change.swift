import Bytes
import Layout
import Reports
import Trust

/// What is wrong around a bundle and not in it: clocks, and a file that somebody writes to.
extension Verifier {
    /// Compares the times that the exporter claims with each other and with that of judging; `Formats/trust-v1.md` section 1.2.
    func checkClocks(_ manifest: Manifest) {
        guard request.appraises else { return }
        if manifest.sealedAt > request.at {
            let isGrave =
                request.trust.policy.sealedAhead == .refuse && !KnockOut.isOff("sealed-in-future")
            add(
                .manifest,
                isGrave ? .fail : .warn,
                FaultCode.sealedInFuture.rawValue,
                MemberPath.manifest,
                "sealed at \(manifest.sealedAt), later than the time of judging, \(request.at): a clock is wrong, or --at"
            )
        }
        if let next = manifest.nextExport, next <= manifest.sealedAt {
            add(
                .manifest,
                .warn,
                FaultCode.nextExportEarly.rawValue,
                MemberPath.manifest,
                "promises the next export for \(next), and was sealed at \(manifest.sealedAt)"
            )
        }
    }

    /// Says that somebody wrote to the file meanwhile: then what was read is of no one state of it.
    func checkUnchanged() {
        guard let beginning, !KnockOut.isOff(FileErrorCode.changed.rawValue) else { return }
        do {
            guard try !beginning.file.mark().isUnchanged(since: beginning.mark) else { return }
            let advice = "changed while it was verified; copy it and start again"
            throw FileError(.changed, at: request.path, advice)
        } catch { add(.container, Fault(error), "file") }
    }
}
