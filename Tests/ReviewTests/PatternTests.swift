import Testing

@testable import Review

@Suite("Patterns")
struct PatternTests {
    @Test("each is found alone, and nothing else with it", arguments: Samples.plants.indices)
    func plants(_ index: Int) throws {
        let plant = Samples.plants[index]
        #expect(try Samples.rules(plant.text) == [plant.rule: 1], "\(plant.rule)")
    }

    static let more: [(ReviewRule, String)] = [
        (.ssn, "SSN 078 05 1121"), (.ssn, "social security number: 078051121"),
        (.ssn, "\u{ff10}\u{ff17}\u{ff18}-05-1121"),
        (.recordNumber, "medical record number A-448812"), (.recordNumber, #""patient_id": "0044812""#),
        (.privateKey, "-----BEGIN RSA PRIVATE KEY-----"), (.privateKey, #"{"type":"bulla-secret-key/1"}"#),
        (.privateKey, "untrusted comment: minisign encrypted secret key"),
        (.marking, "x\nTOP SECRET\ny"), (.marking, "(S//NF) the text"), (.marking, "(TS) the text"),
        (.marking, #"{"class":"SECRET"}"#),
        (.marking, "*** CONFIDENTIAL ***"), (.ipAddress, "http://93.184.216.34/x"),
        (.ipAddress, "dns 2606:4700:4700::1111"),
        (.email, "<someone@navy.mil>"), (.accessKey, "ghp_16C7e42F292c6912E7710c838347Ae178B4a"),
        (.accessKey, "aws_secret_access_key = wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY12"),
        (.entropy, "token=q8Zr1TfK0vXy7LmN3bWc5JhG9dPs2EuRa6QoYi4xKzVt"),
    ]

    @Test("are found in other spellings", arguments: more.indices)
    func others(_ index: Int) throws {
        #expect(try Samples.rules(Self.more[index].1)[Self.more[index].0] == 1, "\(Self.more[index])")
    }

    static let harmless = [
        "000-12-3456", "666-12-3456", "900-12-3456", "123-00-4567", "123-45-0000", "1123-45-6789",
        "123-45-67890",
        "2024-05-1121", "call 555-12-34", "MRN", "medical record of 2024", "-- BEGIN CERTIFICATE --",
        "the secret life", "SECRET_KEY=",
        "it is CONFIDENTIAL so", "(C) 2024 A Company", "file(S)", "127.0.0.1:8080", "0.0.0.0", "192.168.1.20",
        "cudnn 8.9.2.26",
        "torch==2.1.0.1", "libcudnn.so.8.9.2.26", "NCCL version 2.18.5.1+cuda12.2", "1.2.3.4.5", "999.1.1.1",
        "12:34:56:78", "std::abs ::1",
        "fe80::1", "x[2000::2]", "git@github.com:a/b.git", "q@k.transpose(0, 1)", "a @ b",
        "someone@example.com", "@dataclass",
        "0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9",
        "123e4567-e89b-12d3-a456-426614174000",
        "/usr/lib/python3.11/site-packages/torch/nn/modules/TransformerEncoderLayer.py",
    ]

    @Test("leave alone what only looks like one", arguments: harmless)
    func leavesAlone(_ text: String) throws { #expect(try Samples.rules(text) == [:]) }

    @Test("a marking is a hit only above that of the bundle")
    func markings() throws {
        let text = "CONFIDENTIAL//X\nSECRET//X\nTOP SECRET//X\n"
        for (marking, count) in [
            ("UNMARKED", 4), ("CONFIDENTIAL", 3), ("SECRET//NF", 1), ("TOP SECRET", nil as Int?),
        ] {
            #expect(try Samples.rules(text, marking: marking)[.marking] == count, "\(marking)")
        }
    }

    @Test("the order of markings can be the house's own")
    func ownMarkings() throws {
        let window = TextWindow.windows(of: Array("INTERNAL\nGEHEIM\nSECRET//X\n".utf8))[0]
        let scale = MarkingScale(["OPEN", "INTERNAL", "GEHEIM"])
        for (marking, count) in [("OPEN", 2), ("UNMARKED", 2), ("INTERNAL", 1), ("GEHEIM", nil as Int?)] {
            let scanner = TextScanner(lists: [], marking: marking, scale: scale)
            #expect(scanner.scan(window).counts[.init(.marking)] == count, "\(marking)")
        }
    }

    @Test("private addresses are hits only when asked for")
    func privateAddresses() throws {
        let window = TextWindow.windows(of: Array("master 10.1.2.3 up".utf8))[0]
        let asked = TextScanner(lists: [], marking: "UNMARKED", countsPrivateAddresses: true)
        #expect(asked.scan(window).counts == [.init(.ipAddress): 1])
        #expect(TextScanner(lists: [], marking: "UNMARKED").scan(window).isEmpty)
    }

    /// Lines as training programs write them.
    static let logs = [
        "2026-06-01 12:34:56,789 INFO trainer.py:211 step 12000 loss 2.3145 lr 3.00e-04 grad_norm 0.912 tokens/s 41233.1",
        #"{"ts":"2026-06-01T12:34:56.789Z","level":"info","step":12000,"loss":2.3145,"host":"node-17","sha":"9f86d081884c7d65"}"#,
        "Epoch 3:  45%|████▌     | 451/1000 [02:13<02:42,  3.38it/s, loss=0.412, v_num=12]",
        "| 0   N/A  N/A      4177      C   /opt/conda/bin/python                     78514MiB |",
        "| NVIDIA-SMI 535.104.05             Driver Version: 535.104.05   CUDA Version: 12.2     |",
        "node-3:4177:4177 [0] NCCL INFO NET/Socket : Using [0]eth0:10.0.4.17<0>",
        "NCCL version 2.18.5+cuda12.2",
        "MASTER_ADDR=10.0.4.17 MASTER_PORT=29500 WORLD_SIZE=64",
        "wandb: Run id 3k9x2abc, commit 4a7d1ed414474e4033ac29ccb8653d9b7d1ed414",
        "INFO:tensorflow:global_step/sec: 12.3456",
        "Using cuDNN 8902, cudnn version 8.9.2.26, torch 2.1.0+cu121 (git 7bcf7da3a268b435777fe87794c382f444e86f26)",
        "checkpoint saved to /data/run/ckpt-00012000-of-00020000.safetensors sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "WARNING: request id 123e4567-e89b-12d3-a456-426614174000 retried 3 times after 1.25s",
        "std::runtime_error at c10::cuda::CUDAException: 2024:11:02",
    ]

    @Test("give no false alarm in ordinary training logs")
    func ordinary() throws {
        let lines = (0..<400).map { "\(Self.logs[$0 % Self.logs.count]) #\($0)" }
        #expect(try Samples.rules(lines.joined(separator: "\n")) == [:])
    }
}
