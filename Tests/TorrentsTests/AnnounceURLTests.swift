import Bytes
import Testing

@testable import Torrents

@Suite("URLs of trackers")
struct AnnounceURLTests {
    @Test(
        "are local by address or by a name that cannot be public",
        arguments: [
            "http://10.0.0.1/announce", "https://172.16.0.1:8443/a?b=c", "udp://192.168.1.255:6969",
            "http://127.0.0.1:80/", "http://169.254.1.1", "http://172.31.255.255",
            "http://[::1]:6969/announce",
            "udp://[fe80::1]:1", "http://[fd12:3456:789a::1]", "http://[fc00:0:0:0:0:0:0:1]/a",
            "http://localhost:6969/announce", "http://tracker.internal/announce", "http://t.home.arpa",
            "http://T.LOCAL:1",
        ]
    )
    func local(_ text: String) throws {
        #expect(try AnnounceURL(text).isLocal)
    }

    @Test(
        "are not local otherwise",
        arguments: [
            "http://example.com/announce", "http://8.8.8.8", "http://172.15.0.1", "http://172.32.0.1",
            "http://192.169.0.1", "http://11.0.0.1", "http://100.64.0.1", "http://[2001:db8::1]",
            "http://[::ffff:0a00:0001]", "http://[::]", "http://0.0.0.0", "http://internal.example.com",
            "http://notlocal", "http://xlocal", "http://10.0.0.1.example.com",
        ]
    )
    func outside(_ text: String) throws {
        #expect(try !AnnounceURL(text).isLocal)
    }

    @Test(
        "are refused where they could be read in two ways",
        arguments: [
            "", "announce", "ftp://10.0.0.1", "HTTP://10.0.0.1", "http://", "http:///announce", "http://:80/",
            "http://10.0.0.1:/", "http://10.0.0.1:0", "http://10.0.0.1:080", "http://10.0.0.1:65536",
            "http://10.0.0.1:+80", "udp://10.0.0.1", "http://user@10.0.0.1", "http://user:secret@10.0.0.1:80",
            "http://10.0.0.1#x", "http://10.0.0.1/a b", "http://10.0.0.1/\u{e9}", "http://10.0.0.1/a\u{0}",
            "http://010.0.0.1", "http://10.1", "http://167772161", "http://0x0a.0.0.1", "http://0x7f000001",
            "http://10.0.0.256", "http://10.0.0.1.", "http://[::1", "http://::1", "http://[fe80::1%25eth0]",
            "http://[::ffff:10.0.0.1]", "http://[1:2:3]", "http://[1::2::3]", "http://[:::]",
            "http://[12345::]",
            "http://[0:0:0:0:0:0:0:0:1]", "http://-a.local", "http://a-.local", "http://a..local",
            "http://.local",
            "http://a_b.local", "http://\\10.0.0.1", "http://10.0.0.1\\@example.com",
        ]
    )
    func refused(_ text: String) {
        #expect {
            try AnnounceURL(text)
        } throws: {
            ($0 as? TorrentError)?.code == .announce
        }
    }

    @Test("have a length")
    func long() {
        #expect(throws: TorrentError.self) {
            try AnnounceURL("http://10.0.0.1/\(String(repeating: "a", count: 1_024))")
        }
    }
}
