import Bytes
import Testing
import Torrents

@Suite("Profiles of engines")
struct EngineProfileTests {
    /// What must stand in each, one line each: what would find peers, or talk to others, without the tracker.
    static let guards: [(EngineProfile, [String])] = [
        (
            .aria2,
            [
                "enable-dht=false", "enable-dht6=false", "enable-peer-exchange=false", "bt-enable-lpd=false",
                "interface=10.77.0.2", "listen-port=51413",
            ]
        ),
        (
            .libtorrent,
            [
                "\"enable_dht\": false,", "\"enable_lsd\": false,", "\"enable_upnp\": false,",
                "\"enable_natpmp\": false,", "\"dht_bootstrap_nodes\": \"\",",
                "\"listen_interfaces\": \"10.77.0.2:51413\",",
            ]
        ),
        (
            .transmission,
            [
                "\"dht-enabled\": false,", "\"lpd-enabled\": false,", "\"pex-enabled\": false,",
                "\"port-forwarding-enabled\": false,", "\"blocklist-enabled\": false,",
                "\"bind-address-ipv4\": \"10.77.0.2\",", "\"peer-port\": 51413,",
            ]
        ),
        (
            .qbittorrent,
            [
                "Session\\DHTEnabled=false", "Session\\LSDEnabled=false", "Session\\PeXEnabled=false",
                "PortForwardingEnabled=false", "Connection\\ResolvePeerCountries=false",
                "Session\\InterfaceAddress=10.77.0.2", "Session\\Port=51413",
            ]
        ),
    ]

    @Test("turn off each discovery, and bind to the host's address", arguments: guards)
    func lines(_ engine: EngineProfile, _ guards: [String]) {
        let lines = Set(
            engine.text(listen: ("10.77.0.2", 51_413)).split(separator: "\n").map {
                String($0.drop { $0 == " " })
            }
        )
        for line in guards { #expect(lines.contains(line), "\(line)") }
    }

    @Test("of libtorrent are JSON, and none names a host until one is given")
    func json() throws {
        let text = EngineProfile.libtorrent.text(listen: ("10.77.0.2", 51_413))
        _ = try JSON(parsing: Array(text.utf8), limits: JSON.Limits(bytes: 4_096, depth: 2))
        for engine in EngineProfile.allCases {
            #expect(engine.text().contains("ADDRESS") && engine.text().contains("PORT"))
        }
    }
}
