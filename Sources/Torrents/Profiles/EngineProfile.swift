/// Settings that keep a torrent engine to the peers of one tracker: every discovery and every other talk to the outside is off.
///
/// The text is the engine's own file of settings. `ADDRESS` and `PORT` stand where the host's own are to be written, unless they
/// are given. `Samples/replication` shows for each line that matters what leaves a host without it.
package enum EngineProfile: String, Sendable, CaseIterable {
    case aria2, libtorrent, transmission
    case qbittorrent = "qbittorrent-nox"

    /// What the engine calls its settings, so far as it cares; without a folder.
    package var fileName: String {
        switch self {
        case .aria2: "aria2.conf"
        case .libtorrent: "libtorrent.json"
        case .transmission: "transmission.settings.json"
        case .qbittorrent: "qBittorrent.conf"
        }
    }

    /// What the engine can load, of what this project writes, as Debian 12 has it.
    package var kinds: [Metainfo.Kind] {
        switch self {
        case .aria2, .transmission: [.v1]
        case .libtorrent, .qbittorrent: Metainfo.Kind.allCases
        }
    }

    /// The file, ending in a line feed.
    ///
    /// - Parameter listen: an address of the host and a port to listen on.
    package func text(listen: (address: String, port: Int)? = nil) -> String {
        let (address, port) = (listen?.address ?? "ADDRESS", listen.map { String($0.port) } ?? "PORT")
        return switch self {
        case .aria2: Self.aria2(address, port)
        case .libtorrent: Self.libtorrent(address, port)
        case .transmission: Self.transmission(address, port)
        case .qbittorrent: Self.qbittorrent(address, port)
        }
    }

    /// For `aria2c --conf-path`: aria2 1.36.
    private static func aria2(_ address: String, _ port: String) -> String {
        """
        async-dns=false
        bt-enable-lpd=false
        disable-ipv6=true
        enable-dht=false
        enable-dht6=false
        enable-peer-exchange=false
        enable-rpc=false
        interface=\(address)
        listen-port=\(port)

        """
    }

    /// For `libtorrent.session`, as JSON: libtorrent 2.0.
    private static func libtorrent(_ address: String, _ port: String) -> String {
        """
        {
            "dht_bootstrap_nodes": "",
            "enable_dht": false,
            "enable_incoming_utp": false,
            "enable_lsd": false,
            "enable_natpmp": false,
            "enable_outgoing_utp": false,
            "enable_upnp": false,
            "listen_interfaces": "\(address):\(port)",
            "max_retry_port_bind": 0,
            "outgoing_interfaces": "\(address)"
        }

        """
    }

    /// For `settings.json` of `transmission-daemon`: transmission 3.00.
    private static func transmission(_ address: String, _ port: String) -> String {
        """
        {
            "bind-address-ipv4": "\(address)",
            "bind-address-ipv6": "::1",
            "blocklist-enabled": false,
            "dht-enabled": false,
            "lpd-enabled": false,
            "peer-port": \(port),
            "peer-port-random-on-start": false,
            "pex-enabled": false,
            "port-forwarding-enabled": false,
            "rpc-bind-address": "127.0.0.1",
            "utp-enabled": false
        }

        """
    }

    /// For `qBittorrent/config` below `qbittorrent-nox --profile`: qBittorrent 4.5.
    private static func qbittorrent(_ address: String, _ port: String) -> String {
        """
        [BitTorrent]
        Session\\AddTrackersEnabled=false
        Session\\BTProtocol=TCP
        Session\\DHTEnabled=false
        Session\\InterfaceAddress=\(address)
        Session\\LSDEnabled=false
        Session\\PeXEnabled=false
        Session\\Port=\(port)
        Session\\UseRandomPort=false

        [LegalNotice]
        Accepted=true

        [Network]
        PortForwardingEnabled=false

        [Preferences]
        Connection\\ResolvePeerCountries=false
        Connection\\ResolvePeerHostNames=false
        DynDNS\\Enabled=false
        WebUI\\Address=127.0.0.1
        WebUI\\UseUPnP=false

        [RSS]
        AutoDownloader\\EnableProcessing=false
        Session\\EnableProcessing=false

        """
    }
}
