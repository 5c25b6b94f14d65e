#!/usr/bin/python3
"""Asks libtorrent what it makes of torrents, without a network.

    libtorrent_oracle.py recheck SAVE_PATH TORRENT...   a line each: infohash v1, infohash v2, share of the data in percent
    libtorrent_oracle.py show TORRENT...                the infohashes alone
    libtorrent_oracle.py make FOLDER PIECE OUT          OUT.v1, OUT.v2, OUT.hybrid and OUT.padded, a line each
"""
import os
import sys

import libtorrent as lt

NONE = "-"
KINDS = {
    "v1": lt.create_torrent.v1_only,
    "v2": lt.create_torrent.v2_only,
    "hybrid": 0,
    "padded": lt.create_torrent.v1_only | lt.create_torrent.canonical_files,
}


def infohashes(info):
    hashes = info.info_hashes()
    return f"{hashes.v1 if hashes.has_v1() else NONE} {hashes.v2 if hashes.has_v2() else NONE}"


def session():
    settings = {name: False for name in ("enable_dht", "enable_lsd", "enable_upnp", "enable_natpmp")}
    settings["listen_interfaces"] = ""
    settings["alert_mask"] = lt.alert.category_t.all_categories
    return lt.session(settings)


def recheck(save_path, torrents):
    ses = session()
    for path in torrents:
        info = lt.torrent_info(path)
        parameters = lt.add_torrent_params()
        parameters.ti = info
        parameters.save_path = save_path
        handle = ses.add_torrent(parameters)
        for _ in range(200):
            alerts = []
            if ses.wait_for_alert(100):
                alerts = ses.pop_alerts()
            if any(isinstance(a, lt.torrent_checked_alert) and a.handle == handle for a in alerts):
                break
        status = handle.status()
        print(infohashes(info), round(100 * status.progress, 3))
        ses.remove_torrent(handle)


def make(folder, piece, out):
    for kind, flags in KINDS.items():
        storage = lt.file_storage()
        lt.add_files(storage, folder)
        torrent = lt.create_torrent(storage, piece, flags)
        lt.set_piece_hashes(torrent, os.path.dirname(folder))
        data = lt.bencode(torrent.generate())
        with open(f"{out}.{kind}", "wb") as file:
            file.write(data)
        print(infohashes(lt.torrent_info(lt.bdecode(data))))


if sys.argv[1] == "recheck":
    recheck(sys.argv[2], sys.argv[3:])
elif sys.argv[1] == "show":
    for path in sys.argv[2:]:
        print(infohashes(lt.torrent_info(path)))
else:
    make(sys.argv[2], int(sys.argv[3]), sys.argv[4])
