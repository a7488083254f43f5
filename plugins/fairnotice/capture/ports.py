"""Ports at which no camera answers, but services that must not be spoken to in a registry's name."""

from __future__ import annotations

# The bad ports of the WHATWG's Fetch standard (https://fetch.spec.whatwg.org/#port-blocking), which browsers never
# connect to: what listens there may take an HTTP request for commands of its own.
_OF_BROWSERS = frozenset(
    {1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95}
    | {101, 102, 103, 104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179}
    | {389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636}
    | {989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566}
    | {6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080}
)
# Registered or usual for services of a data centre, which often trust whoever reaches them; IANA's registry of service
# names and port numbers, and the documentation of each.
_OF_SERVICES = {
    445: "SMB",
    1433: "SQL Server",
    1521: "Oracle",
    2375: "Docker",
    2376: "Docker",
    2379: "etcd",
    2380: "etcd",
    3306: "MySQL",
    3389: "remote desktop",
    5432: "PostgreSQL",
    5672: "AMQP",
    5900: "VNC",
    5985: "WinRM",
    5986: "WinRM",
    6379: "Redis",
    9092: "Kafka",
    9200: "Elasticsearch",
    9300: "Elasticsearch",
    10250: "Kubernetes",
    11211: "memcached",
    27017: "MongoDB",
}
_OF_RTSP = frozenset({554})


def refused(scheme: str, port: int) -> bool:
    """Tell whether nothing is asked by ``scheme`` at ``port``, whatever a registry says."""
    if scheme in ("rtsp", "rtsps") and port in _OF_RTSP:
        return False
    return port in _OF_BROWSERS or port in _OF_SERVICES
