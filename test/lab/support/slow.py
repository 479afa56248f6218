#!/usr/bin/python3
"""Hands frames on between two network cards of this namespace, each of them DELAY milliseconds late: slow.py CARD CARD DELAY
Before that, slow.py plain CARD… turns off what the kernel leaves to a real card (checksums, large segments): nobody on this way does it."""
import array, collections, fcntl, select, socket, struct, sys, time

SIOCETHTOOL, TURN_OFF = 0x8946, (0x17, 0x15, 0x1F, 0x24, 0x2C)  # checksums of what is sent and heard, TSO, GSO, GRO


def plain(card):
    control = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    for command in TURN_OFF:
        value = array.array('B', struct.pack('II', command, 0))
        try:
            fcntl.ioctl(control, SIOCETHTOOL, struct.pack('16sP', card.encode(), value.buffer_info()[0]))
        except OSError:
            pass  # fixed in this kernel


def opened(card):
    one = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
    one.bind((card, 0))
    one.setblocking(False)
    return one


def relay(cards, delay):
    first, second = map(opened, cards)
    other, waiting = {first: second, second: first}, collections.deque()
    while True:
        left = max(0, waiting[0][0] - time.monotonic()) if waiting else None
        for one in select.select([first, second], [], [], left)[0]:
            try:
                while True:
                    frame, address = one.recvfrom(70000)
                    if address[2] != socket.PACKET_OUTGOING:
                        waiting.append((time.monotonic() + delay, other[one], frame))
            except BlockingIOError:
                pass
        while waiting and waiting[0][0] <= time.monotonic():
            _, one, frame = waiting.popleft()
            try:
                one.send(frame)
            except OSError:
                pass  # the card is full or gone: a network loses frames


if sys.argv[1] == 'plain':
    for name in sys.argv[2:]:
        plain(name)
else:
    relay(sys.argv[1:3], float(sys.argv[3]) / 1000)
