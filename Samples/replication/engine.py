"""Fetches, or seeds, a torrent with an engine that exists, under a profile that `bulla publish torrent --profile` wrote.

python3 engine.py fetch ENGINE PROFILE TORRENT FOLDER [--seconds N]     until all of it is there; says the infohash that the engine shows
python3 engine.py seed PROFILE FOLDER TORRENT...          until it is ended; libtorrent, and its profile

ENGINE is libtorrent, transmission, aria2 or qbittorrent-nox. Everything that an engine writes lies beside FOLDER, in FOLDER.state. Exit status: 0 fetched, 1 not within
the time (60 s).
"""
import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
import uuid


def until(seconds, ready, between=0.2):
    """What `ready` gives as soon as it is something; None after so many seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = ready()
        if found:
            return found
        time.sleep(between)
    return None


def environment(state):
    """Nothing is written outside of `state`."""
    home = {name: state for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "TRANSMISSION_HOME")}
    return {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **home}


def start(command, state):
    log = open(os.path.join(state, "engine.log"), "wb")
    return subprocess.Popen(command, env=environment(state), cwd=state, stdin=subprocess.DEVNULL, stdout=log, stderr=log)


def stop(process):
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()


# libtorrent: its settings as JSON

def libtorrent_session(profile):
    import libtorrent
    with open(profile) as file:
        return libtorrent, libtorrent.session(json.load(file))


def libtorrent_add(libtorrent, session, torrent, folder):
    adding = libtorrent.add_torrent_params()
    adding.ti = libtorrent.torrent_info(torrent)
    adding.save_path = folder
    flags = libtorrent.torrent_flags
    adding.flags &= ~(flags.paused | flags.auto_managed)
    # Private torrents have none of these in any case.
    adding.flags |= flags.disable_dht | flags.disable_lsd | flags.disable_pex
    return session.add_torrent(adding)


def infohashes(handle):
    known = handle.info_hashes()
    return ([str(known.v1)] if known.has_v1() else []) + ([str(known.v2)] if known.has_v2() else [])


def fetch_libtorrent(profile, torrent, folder, state, seconds):
    libtorrent, session = libtorrent_session(profile)
    handle = libtorrent_add(libtorrent, session, torrent, folder)
    done = until(seconds, lambda: handle.status().is_seeding)
    refused = handle.status().total_failed_bytes
    return done, infohashes(handle) + (["refused %d bytes" % refused] if refused else [])


def seed(profile, folder, torrents):
    libtorrent, session = libtorrent_session(profile)
    handles = [libtorrent_add(libtorrent, session, torrent, folder) for torrent in torrents]
    if not until(60, lambda: all(handle.status().is_seeding for handle in handles)):
        raise SystemExit("seed: the data are not those of the torrents")
    print("seeding", *(word for handle in handles for word in infohashes(handle)), flush=True)
    signal.pause()


# aria2: a command that ends when it is done

def fetch_aria2(profile, torrent, folder, state, seconds):
    shown = subprocess.run(
        ["aria2c", "--no-conf=true", "--show-files", torrent], env=environment(state), capture_output=True, text=True).stdout
    known = [line.split(":")[1].strip() for line in shown.splitlines() if line.startswith("Info Hash:")]
    process = start(
        ["aria2c", "--conf-path=" + profile, "--dir=" + folder, "--seed-time=0", "--file-allocation=none",
         "--summary-interval=0", "--bt-tracker-interval=2", torrent], state)
    done = until(seconds, lambda: process.poll() is not None)
    if not done:
        stop(process)
    return bool(done) and process.returncode == 0, known


# transmission: a daemon that is asked over a local port

def fetch_transmission(profile, torrent, folder, state, seconds):
    shutil.copy(profile, os.path.join(state, "settings.json"))
    process = start(["transmission-daemon", "--foreground", "--config-dir", state, "--download-dir", folder], state)
    session = {}

    def ask(method, **arguments):
        request = urllib.request.Request(
            "http://127.0.0.1:9091/transmission/rpc", json.dumps({"method": method, "arguments": arguments}).encode(), session)
        try:
            return json.load(urllib.request.urlopen(request, timeout=5))["arguments"]
        except urllib.error.HTTPError as error:
            session["X-Transmission-Session-Id"] = error.headers.get("X-Transmission-Session-Id", "")
        except OSError:
            pass
        return None

    def torrents():
        return (ask("torrent-get", fields=["hashString", "percentDone", "isFinished", "status", "leftUntilDone", "error"]) or {}).get("torrents")

    try:
        if not until(10, lambda: ask("session-get")):
            raise SystemExit("transmission-daemon does not answer; see %s/engine.log" % state)
        answer = ask("torrent-add", filename=torrent)
        if not answer or "torrent-added" not in answer:
            return False, []
        known = [answer["torrent-added"]["hashString"]]
        done = until(seconds, lambda: all(one["percentDone"] == 1 and one["status"] == 6 for one in torrents() or [{"percentDone": 0}]))
        return done, known
    finally:
        stop(process)


# qbittorrent-nox: a daemon that is asked over a local port

def fetch_qbittorrent(profile, torrent, folder, state, seconds):
    place = os.path.join(state, "qBittorrent", "config")
    os.makedirs(place, exist_ok=True)
    with open(profile) as file:
        settings = file.read()
    # For this program alone, on a host of its own: who is on the host may use the engine without a password.
    with open(os.path.join(place, "qBittorrent.conf"), "w") as file:
        file.write(settings.replace("[Preferences]\n", "[Preferences]\nWebUI\\LocalHostAuth=false\n"))
    process = start(["qbittorrent-nox", "--profile=" + state, "--webui-port=8080"], state)

    def ask(path, body=None, kind=None):
        try:
            request = urllib.request.Request("http://127.0.0.1:8080/api/v2/" + path, body, {"Content-Type": kind} if kind else {})
            return urllib.request.urlopen(request, timeout=5).read()
        except OSError:
            return None

    def torrents():
        return json.loads(ask("torrents/info") or b"[]")

    try:
        if not until(20, lambda: ask("app/version")):
            raise SystemExit("qbittorrent-nox does not answer; see %s/engine.log" % state)
        border = uuid.uuid4().hex
        with open(torrent, "rb") as file:
            content = file.read()
        part = '--%s\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n'
        body = (part % (border, "savepath", "") + folder + "\r\n").encode()
        body += (part % (border, "torrents", '; filename="a.torrent"\r\nContent-Type: application/x-bittorrent')).encode()
        body += content + ("\r\n--%s--\r\n" % border).encode()
        if ask("torrents/add", body, "multipart/form-data; boundary=" + border) != b"Ok.":
            return False, []
        one = until(10, torrents)
        if not one:
            return False, []
        known = [one[0][name] for name in ("infohash_v1", "infohash_v2") if one[0].get(name)]
        done = until(seconds, lambda: all(one["progress"] == 1 and one["state"] in ("stalledUP", "uploading", "queuedUP") for one in torrents()))
        return done, known
    finally:
        stop(process)


ENGINES = {
    "aria2": fetch_aria2, "libtorrent": fetch_libtorrent, "qbittorrent-nox": fetch_qbittorrent, "transmission": fetch_transmission,
}


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    fetching = commands.add_parser("fetch")
    fetching.add_argument("engine", choices=sorted(ENGINES))
    for name in ("profile", "torrent", "folder"):
        fetching.add_argument(name, type=os.path.abspath)
    fetching.add_argument("--seconds", type=float, default=60)
    seeding = commands.add_parser("seed")
    for name in ("profile", "folder"):
        seeding.add_argument(name, type=os.path.abspath)
    seeding.add_argument("torrents", nargs="+")
    options = parser.parse_args(arguments)
    if options.command == "seed":
        return seed(options.profile, options.folder, options.torrents)
    state = options.folder.rstrip("/") + ".state"
    os.makedirs(options.folder, exist_ok=True)
    os.makedirs(state, exist_ok=True)
    done, known = ENGINES[options.engine](options.profile, options.torrent, options.folder, state, options.seconds)
    print("%s %s %s" % (options.engine, "fetched" if done else "did not fetch", " ".join(known)))
    return 0 if done else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
