"""Says what in captures is not the transfer: every packet that goes anywhere but to the peers and the tracker.

python3 egress.py --host 10.77.0.1 --host 10.77.0.2 [--host fd77::1] --port 6969 --port 51413 CAPTURE.pcap...

Reads what `tcpdump -i eth0 -w` writes (pcap, Ethernet). Allowed are TCP among the hosts where one end has one of the ports, and what the kernel
needs to find the hosts on the link (ARP, neighbour discovery, reports of its own multicast groups). All else is a finding, and the exit status 1: nobody
has to know what an engine could think of. 2 where a capture cannot be read or holds nothing: that shows neither.
"""
import argparse
import collections
import ipaddress
import struct
import sys

# What some of it is, by where it goes: for people, not for the verdict.
GROUPS = {
    "239.192.152.143": "local service discovery (BEP 14)",
    "ff15::efc0:988f": "local service discovery (BEP 14)",
    "239.255.255.250": "UPnP",
    "ff02::c": "UPnP",
    "ff02::fb": "mDNS",
    "224.0.0.251": "mDNS",
}
PORTS = {53: "DNS", 1900: "UPnP", 5350: "NAT-PMP", 5351: "NAT-PMP or PCP", 6771: "local service discovery (BEP 14)", 6881: "DHT"}
TCP, UDP, IGMP, ICMP, ICMP6, HOP_BY_HOP = 6, 17, 2, 1, 58, 0
# The kernel's own groups: all nodes, all routers, and those of its addresses (solicited nodes).
KERNEL_GROUPS = [ipaddress.ip_network(group) for group in ("ff02::1/128", "ff02::2/128", "ff02::1:ff00:0/104")]


class Malformed(Exception):
    """A capture that is not what tcpdump writes."""


def frames(data):
    """The frames of a capture."""
    if len(data) < 24:
        raise Malformed("got %d bytes, want a pcap header of 24" % len(data))
    order = {b"\xd4\xc3\xb2\xa1": "<", b"\xa1\xb2\xc3\xd4": ">"}.get(data[:4])
    if order is None:
        raise Malformed("got magic %s, want pcap with microseconds" % data[:4].hex())
    link, = struct.unpack(order + "I", data[20:24])
    if link != 1:
        raise Malformed("got link type %d, want 1 (Ethernet)" % link)
    at = 24
    while at < len(data):
        if len(data) - at < 16:
            raise Malformed("byte %d: the capture is cut" % at)
        size, = struct.unpack(order + "I", data[at + 8:at + 12])
        at += 16
        if len(data) - at < size:
            raise Malformed("byte %d: the capture is cut" % at)
        yield data[at:at + size]
        at += size


def name(address, port=None):
    return GROUPS.get(str(address)) or PORTS.get(port) or "unknown"


class Rules:
    """What is the transfer: among these hosts, over these ports."""

    def __init__(self, hosts, ports):
        self.hosts = {ipaddress.ip_address(host) for host in hosts}
        self.ports = set(ports)

    def finding(self, frame):
        """What is wrong with a frame, or None."""
        kind, = struct.unpack(">H", frame[12:14]) if len(frame) >= 14 else (0,)
        body = frame[14:]
        if kind == 0x0806 and len(body) >= 28:
            return self.arp(body)
        if kind == 0x0800 and len(body) >= 20:
            return self.packet(
                body[9], ipaddress.ip_address(body[12:16]), ipaddress.ip_address(body[16:20]), body[(body[0] & 15) * 4:])
        if kind == 0x86DD and len(body) >= 40:
            return self.packet(body[6], ipaddress.ip_address(body[8:24]), ipaddress.ip_address(body[24:40]), body[40:])
        return "a frame of type 0x%04x" % kind

    def arp(self, body):
        asked = ipaddress.ip_address(body[24:28])
        return None if asked in self.hosts else "ARP looks for %s" % asked

    def packet(self, protocol, source, target, body):
        if protocol == HOP_BY_HOP and len(body) >= 2:
            return self.packet(body[0], source, target, body[(body[1] + 1) * 8:])
        if protocol in (TCP, UDP) and len(body) >= 4:
            return self.segment(protocol, source, target, *struct.unpack(">HH", body[:4]))
        if protocol == ICMP6 and body:
            return self.icmp6(source, target, body)
        if protocol == IGMP and len(body) >= 8:
            groups = [body[4:8]] if body[0] != 0x22 else [body[at + 4:at + 8] for at in range(8, len(body) - 7, 8)]
            found = [ipaddress.ip_address(group) for group in groups]
            return "IGMP joins " + ", ".join("%s: %s" % (group, name(group)) for group in found)
        return "protocol %d to %s" % (protocol, target)

    def segment(self, protocol, source, target, from_port, to_port):
        if protocol == TCP and {source, target} <= self.hosts and {from_port, to_port} & self.ports:
            return None
        what = "TCP" if protocol == TCP else "UDP"
        return "%s to %s port %d: %s" % (what, target, to_port, name(target, to_port))

    def icmp6(self, source, target, body):
        kind = body[0]
        # Neighbour solicitation and advertisement, and what is asked for.
        if kind in (135, 136) and len(body) >= 24:
            asked = ipaddress.ip_address(body[8:24])
            return None if asked in self.hosts or asked.is_link_local else "neighbour discovery looks for %s" % asked
        # Reports of multicast groups, version 2: the kernel's own are of no account.
        if kind == 143 and len(body) >= 8:
            groups = [ipaddress.ip_address(body[at + 4:at + 20]) for at in range(8, len(body) - 19, 20)]
            others = [group for group in groups if not any(group in own for own in KERNEL_GROUPS)]
            return "MLD joins " + ", ".join("%s: %s" % (group, name(group)) for group in others) if others else None
        return "ICMPv6 of type %d to %s" % (kind, target)


def findings(captures, rules):
    """How often what was found in captures, and how many frames there are."""
    found, count = collections.Counter(), 0
    for data in captures:
        before = count
        for frame in frames(data):
            count += 1
            what = rules.finding(frame)
            if what is not None:
                found[what] += 1
        # A capture of nothing shows nothing.
        if count == before:
            raise Malformed("a capture holds no frame")
    return found, count


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--host", action="append", required=True)
    parser.add_argument("--port", action="append", required=True, type=int)
    parser.add_argument("captures", nargs="+")
    options = parser.parse_args(arguments)
    captures = []
    try:
        for path in options.captures:
            with open(path, "rb") as file:
                captures.append(file.read())
        found, count = findings(captures, Rules(options.host, options.port))
    except (Malformed, OSError) as error:
        print("egress: %s" % error, file=sys.stderr)
        return 2
    for what, times in sorted(found.items()):
        print("%6d  %s" % (times, what))
    print("%d frames, %d to anywhere else" % (count, sum(found.values())))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
