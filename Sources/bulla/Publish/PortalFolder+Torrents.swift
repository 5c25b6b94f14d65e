import BundleFolder
import Portal
import Torrents

extension PortalFolder {
    /// Metainfo must name a file of the bundle's size: what it fetches is found out by whoever fetches it.
    mutating func readTorrent(_ item: BundleFolder.Item) throws {
        let (metainfo, name) = (try folder.metainfo(item), item.name)
        let torrent = Papers.Torrent(
            file: SiteFile(name),
            kind: metainfo.kind.rawValue,
            infohashes: metainfo.infohashes,
            trackers: metainfo.trackers
        )
        let places = self.places(ofTorrent: name)
        for place in places {
            let size = releases[place].file.size
            guard metainfo.files.contains(where: { $0.length == size }) else {
                throw PortalFault(
                    .contradicts,
                    name,
                    "lists no file with the size of \(releases[place].file.name)"
                )
            }
        }
        add(name, to: places) { $0.torrents.append(torrent) }
    }
}
