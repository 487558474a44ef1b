"""JSON that parsers read differently: duplicate names, numbers, encodings, hidden letters."""

from __future__ import annotations

from collections.abc import Iterator

from tests.faults.hostile.base import SUITES, Attack, good, put, spoilt, text

NUMBERS = ["1e400", "-1e400", "-0", "-0.0", "9007199254740993", "NaN", "Infinity", "-Infinity", "01", "+1", "1.", ".5"]
NUMBERS += ["0x10", "1" * 5_000, "1e-400", "0." + "1" * 3_000, "1E1000000000", "١", "1_000", "18446744073709551616"]
LETTERS = ["\u0000", "\u202e", "\u200b", "\ufeff", "\u2066", "\u00ad", "\U000e0041", "\ufffe", "e\u0301", "\u212a"]
RAW = [
    rb"\ud800",
    rb"\udfff\ud800",
    b"\xed\xa0\x80",
    b"\xc0\xaf",
    b"\xff",
    b"\xf4\x90\x80\x80",
    b"\x00",
    b"\n",
    b"\x1f",
]
NAMES = ["issuer", "proof", "credentialSubject", "@context", "type", "id", "validFrom", "credentialStatus"]


def attacks() -> Iterator[Attack]:
    for suite in SUITES:
        document = good(suite)
        whole = text(document)
        for number in NUMBERS:
            raw = whole.replace(b'"Welding 1"', number.encode(), 1)
            yield Attack(f"number-{number[:12]}/{suite}", raw)
        for raw_text in RAW:
            yield Attack(f"raw-{raw_text!r}/{suite}", whole.replace(b"Welding 1", b"Welding " + raw_text, 1))
        for name in NAMES:
            again = text({name: document.get(name, "x")})[1:-1]
            yield Attack(f"twice-{name}/{suite}", whole[:-1] + b"," + again + b"}")
            escaped = again.replace(name[:1].encode(), f"\\u{ord(name[0]):04x}".encode(), 1)
            yield Attack(f"twice-escaped-{name}/{suite}", whole[:-1] + b"," + escaped + b"}")
        for coding in ("utf-16", "utf-16-le", "utf-32", "utf-32-be", "cp037"):
            yield Attack(f"coding-{coding}/{suite}", whole.decode().encode(coding))
        for tail in (b"x", b"{}", b"\x00", b"//", b",", b"]", b"PK\x03\x04"):
            yield Attack(f"tail-{tail!r}/{suite}", whole + tail)
        yield Attack(f"cut/{suite}", whole[: len(whole) // 2])
        yield Attack(f"in-array/{suite}", b"[" + whole + b"]")
        yield Attack(f"as-text/{suite}", text(whole.decode()))
    for letter in LETTERS:
        yield from spoilt(f"letter-{ord(letter[-1]):x}", put("Welding 1" + letter, "name"))
        yield from spoilt(
            f"letter-in-id-{ord(letter[-1]):x}", put("urn:uuid:11111111-1111-4111-8111-111111111111" + letter, "id")
        )
        yield from spoilt(f"letter-in-name-{ord(letter[-1]):x}", put("x", "name" + letter))
