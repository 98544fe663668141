"""The hashes of keys that the programs of compat.py use: bytes in, a number of 32 bits out."""
import hashlib
import struct
from zlib import crc32

MAX = 2**32 - 1


# `signed`: the C code adds a `char`, which is signed on x86-64: bytes from 0x80 on count as byte - 256 there.
def signed(data):
    return [byte - 256 if byte > 127 else byte for byte in data]


def one_at_a_time(data):
    value = 0
    for byte in signed(data):
        value = (value + byte) & MAX
        value = (value + (value << 10)) & MAX
        value ^= value >> 6
    value = (value + (value << 3)) & MAX
    value ^= value >> 11
    return (value + (value << 15)) & MAX


def md5(data):
    return int.from_bytes(hashlib.md5(data).digest()[:4], "little")


def crc15(data):
    """What libmemcached and twemproxy call crc32: bits 16 to 30 of it, so no key lies beyond 0x7fff."""
    return crc32(data) >> 16 & 0x7FFF


def crc16(data):
    """CRC-16/XMODEM in 32 bits: what is shifted out of the lower half stays above it."""
    value = 0
    for byte in data:
        step = ((value >> 8 ^ byte) & 0xFF) << 8
        for _ in range(8):
            step = step << 1 ^ (0x11021 if step & 0x8000 else 0)
        value = (value << 8 ^ step) & MAX
    return value


def fnv1(data, start, prime):
    for byte in signed(data):
        start = (start * prime ^ byte) & 2**64 - 1
    return start & MAX


def fnv1a(data, start, prime):
    for byte in signed(data):
        start = (start ^ byte) * prime & MAX
    return start


def hsieh(data):
    if not data:
        return 0
    value, whole = 0, len(data) // 4 * 4
    for low, high in struct.iter_unpack("<HH", data[:whole]):
        value = (value + low) & MAX
        value = (value << 16 ^ high << 11 ^ value) & MAX
        value = (value + (value >> 11)) & MAX
    rest = data[whole:]
    if len(rest) == 3:
        value = (value + int.from_bytes(rest[:2], "little")) & MAX
        value = (value ^ value << 16 ^ signed(rest)[2] << 18) & MAX
        value = (value + (value >> 11)) & MAX
    elif len(rest) == 2:
        value = (value + int.from_bytes(rest, "little")) & MAX
        value = (value ^ value << 11) & MAX
        value = (value + (value >> 17)) & MAX
    elif len(rest) == 1:
        value = (value + rest[0]) & MAX
        value = (value ^ value << 10) & MAX
        value = (value + (value >> 1)) & MAX
    for left, right in ((3, 5), (4, 17), (25, 6)):
        value = (value ^ value << left) & MAX
        value = (value + (value >> right)) & MAX
    return value


def murmur(data):
    """MurmurHash2 with the seed 0xdeadbeef * length."""
    m, size = 0x5BD1E995, len(data)
    value = (0xDEADBEEF * size & MAX) ^ size
    for start in range(0, size - 3, 4):
        k = int.from_bytes(data[start:start + 4], "little") * m & MAX
        k = (k ^ k >> 24) * m & MAX
        value = value * m & MAX ^ k
    if size % 4:
        value = (value ^ int.from_bytes(data[size // 4 * 4:], "little")) * m & MAX
    value = (value ^ value >> 13) * m & MAX
    return value ^ value >> 15


def rotate(value, bits):
    return (value << bits | value >> 32 - bits) & MAX


def murmur3(data):
    """MurmurHash3_x86_32 with the seed 0xdeadbeef * length."""
    size = len(data)
    value = 0xDEADBEEF * size & MAX
    for start in range(0, size, 4):
        k = int.from_bytes(data[start:start + 4], "little") * 0xCC9E2D51 & MAX
        value ^= rotate(k, 15) * 0x1B873593 & MAX
        if start + 4 <= size:
            value = (rotate(value, 13) * 5 + 0xE6546B64) & MAX
    value ^= size
    value = (value ^ value >> 16) * 0x85EBCA6B & MAX
    value = (value ^ value >> 13) * 0xC2B2AE35 & MAX
    return value ^ value >> 16


def jenkins(data):
    """lookup3's hashlittle with the start value 13."""
    a = b = c = (0xDEADBEEF + len(data) + 13) & MAX
    if not data:
        return c
    while True:
        block, data = data[:12].ljust(12, b"\0"), data[12:]
        x, y, z = struct.unpack("<III", block)
        a, b, c = (a + x) & MAX, (b + y) & MAX, (c + z) & MAX
        if not data:
            break
        for bits in (4, 6, 8, 16, 19, 4):
            a, c = (a - c & MAX) ^ rotate(c, bits), (c + b) & MAX
            a, b, c = b, c, a  # the next step is the same with the names moved on
    for bits in (14, 11, 25, 16, 4, 14, 24):
        c = ((c ^ b) - rotate(b, bits)) & MAX
        a, b, c = b, c, a
    return b  # the one written last


def sdbm(data):
    value = 0
    for byte in data:
        value = value * 65599 + byte & MAX
    return value


def djb2(data):
    value = 5381
    for byte in data:
        value = value * 33 + byte & MAX
    return value


def wt6(data):
    a, b, left, right = 0xA53C965A, 0x5CA6953A, 6, 18
    for byte in data:
        a, b = (a ^ byte) ^ MAX, (b + byte & MAX) ^ MAX
        a, b = rotate(b, left), rotate(a, right)
        mixed = (a >> 16 ^ b) & 0xFFFF
        left, right = mixed & 31, mixed >> 11
    return a ^ b


def avalanche(value):
    """Jenkins's hash of 32-bit integers, times 3 * 2**30 + 1; no two numbers have the same."""
    value = value * 4097 + 0x7ED55D16 & MAX
    value = value ^ 0xC761C23C ^ value >> 19
    value = value * 33 + 0x165667B1 & MAX
    value = (value + 0xD3A2646C ^ value << 9) & MAX
    value = value * 9 + 0xFD7046C5 & MAX
    value = value ^ 0xB55A4F09 ^ value >> 16
    return value * 0xC0000001 & MAX


def leading_number(data):
    """HAProxy's `none`: the decimal number that the key starts with, of which the lower 32 bits count."""
    digits = 0
    while digits < len(data) and 48 <= data[digits] <= 57:
        digits += 1
    return int(data[:digits] or b"0") & MAX


def xxh32(data, seed):
    """XXH32 of 16 bytes."""
    one, two, three = 0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D
    value = 16
    for word, start, bits in zip(struct.unpack("<IIII", data), (one + two, two, 0, -one), (1, 7, 12, 18)):
        value += rotate(rotate(seed + start + word * two & MAX, 13) * one & MAX, bits)
    value &= MAX
    value = (value ^ value >> 15) * two & MAX
    value = (value ^ value >> 13) * three & MAX
    return value ^ value >> 16


FNV32, FNV64 = (0x811C9DC5, 0x01000193), (0xCBF29CE484222325, 0x100000001B3)
HASHES = {
    "one_at_a_time": one_at_a_time, "md5": md5, "crc32": crc15, "crc32a": crc32, "crc16": crc16, "hsieh": hsieh,
    "murmur": murmur, "murmur3": murmur3, "jenkins": jenkins,
    "fnv1_32": lambda data: fnv1(data, *FNV32), "fnv1a_32": lambda data: fnv1a(data, *FNV32),
    "fnv1_64": lambda data: fnv1(data, *FNV64),
    "fnv1a_64": lambda data: fnv1a(data, FNV64[0] & MAX, FNV64[1] & MAX),  # of 32 bits only, whatever the name says
    "sdbm": sdbm, "djb2": djb2, "wt6": wt6, "none": leading_number,
}
