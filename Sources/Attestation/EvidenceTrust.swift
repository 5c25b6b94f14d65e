extension EvidenceKind {
    /// What the evidence is, as people say it.
    package var title: String {
        switch self {
        case .sevSNP: "AMD SEV-SNP attestation report"
        case .tdx: "Intel TDX quote"
        case .sgx: "Intel SGX quote"
        case .nitro: "AWS Nitro attestation document"
        case .nvidiaGPU: "NVIDIA GPU attestation report"
        case .nvidiaSwitch: "NVIDIA NVSwitch attestation report"
        }
    }

    /// What one has to trust when such evidence holds, in one plain sentence.
    package var restsOn: String {
        switch self {
        case .sevSNP:
            "AMD: its root key, the keys that it burns into chips, and the secure processor's firmware at the stated level"
        case .tdx:
            "Intel: its root key, its provisioning service, and the TDX module, quoting enclave and microcode at the "
                + "stated level"
        case .sgx:
            "Intel: its root key, its provisioning service, and the quoting enclave and microcode at the stated level"
        case .nitro:
            "Amazon: its root key and the Nitro hypervisor; Amazon could make any such document itself"
        case .nvidiaGPU, .nvidiaSwitch:
            "NVIDIA: its root key and the device's firmware; what the firmware and driver are was not compared with "
                + "reference values unless the report says so"
        }
    }

    /// Attacks that such evidence does not show.
    package var limits: String {
        switch self {
        case .sevSNP:
            "does not show interposers on the memory bus, side channels, or a chip whose keys were extracted (published "
                + "for Milan); an allowlist of chips and a denied product answer in part"
        case .tdx, .sgx:
            "does not show interposers on the memory bus, which have extracted attestation keys, or side channels; an "
                + "allowlist of platforms answers in part"
        case .nitro: "does not show side channels, or what the parent instance feeds to the enclave"
        case .nvidiaGPU, .nvidiaSwitch:
            "does not show a revoked certificate (only asking online does), or interposers between CPU and GPU"
        }
    }
}
