"""Forms whose parts are not what they say: boundaries, names, charsets, counts."""

from __future__ import annotations

from collections.abc import Iterator

from tests.faults.hostile.base import Attack, good, text

LINE = b"\r\n"
BAD = text({**good(), "name": "Brain surgery"})


def part(name: bytes, data: bytes, *, headers: bytes = b"", boundary: bytes = b"x") -> bytes:
    return b"--" + boundary + LINE + b"Content-Disposition: form-data; " + name + headers + LINE * 2 + data + LINE


TEXT = b'name="text"'
FILE = b'name="file"; filename="badge.json"'
END = b"--x--\r\n"
BODIES: dict[str, bytes] = {
    "no-end": part(TEXT, BAD),
    "no-parts": END,
    "empty": b"",
    "only-boundary": b"--x",
    "cut-header": b"--x\r\nContent-Disposition: form-da",
    "no-disposition": b"--x\r\n\r\n" + BAD + LINE + END,
    "no-name": part(b'filename="x"', BAD) + END,
    "bare-lines": part(TEXT, BAD).replace(LINE, b"\n") + b"--x--\n",
    "before": b"MZ" * 10_000 + LINE + part(TEXT, BAD) + END,
    "after": part(TEXT, BAD) + END + b"y" * 10_000,
    "inside": part(TEXT, part(TEXT, BAD, boundary=b"y")) + END,
    "mixed": part(FILE, BAD, headers=LINE + b"Content-Type: multipart/mixed; boundary=y") + END,
    "coded": part(FILE, BAD, headers=LINE + b"Content-Transfer-Encoding: base64") + END,
    "zipped": part(FILE, BAD, headers=LINE + b"Content-Encoding: gzip") + END,
    "charset": part(TEXT, BAD, headers=LINE + b"Content-Type: text/plain; charset=utf-16") + END,
    "charset-unknown": part(TEXT, BAD, headers=LINE + b"Content-Type: text/plain; charset=x" + b"y" * 500) + END,
    "charset-field": part(b'name="_charset_"', b"utf-7") + part(TEXT, BAD) + END,
    "no-utf-8": part(TEXT, b"\xff\xfe" + BAD) + END,
    "traversal": part(b'name="file"; filename="../../../etc/passwd"', BAD) + END,
    "null-name": part(b'name="file\0"; filename="a\0.png"', BAD) + END,
    "star": part(b"name=\"file\"; filename*=utf-8''%ff%00", BAD) + END,
    "long-name": part(b'name="file"; filename="' + b"a" * 100_000 + b'"', BAD) + END,
    "long-header": part(FILE, BAD, headers=LINE + b"X: " + b"a" * 1_000_000) + END,
    "many-headers": part(FILE, BAD, headers=(LINE + b"X: y") * 20_000) + END,
    "many-files": part(FILE, BAD) * 100 + END,
    "many-fields": part(TEXT, BAD) * 100 + END,
    "many-empty": part(b'name="a"', b"") * 20_000 + END,
    "file-and-text": part(FILE, BAD) + part(TEXT, BAD) + END,
    "url": part(b'name="url"', b"https://127.0.0.1:@TRAP@/x") + END,
    "url-file": part(b'name="url"; filename="x"', b"file:///etc/passwd") + END,
    "url-lines": part(b'name="url"', b"https://a.invalid/\r\nX: y") + END,
    "giant": part(FILE, b"{" * 6_000_000) + END,
    "dashes": part(FILE, b"\r\n--" * 500_000) + END,
    "almost": part(FILE, b"\r\n--y" * 400_000) + END,
}
KINDS: dict[str, str] = {
    "none": "multipart/form-data",
    "empty": "multipart/form-data; boundary=",
    "quoted": 'multipart/form-data; boundary="x',
    "twice": "multipart/form-data; boundary=x; boundary=y",
    "long": "multipart/form-data; boundary=" + "x" * 50_000,
    "odd": "multipart/form-data; boundary=x\u00e9",
    "blank": "multipart/form-data; boundary= x ",
    "charset": "multipart/form-data; boundary=x; charset=utf-16",
    "mixed": "multipart/mixed; boundary=x",
    "case": "MULTIPART/Form-Data; BOUNDARY=x",
    "url": "application/x-www-form-urlencoded",
    "url-charset": "application/x-www-form-urlencoded; charset=utf-32",
}
COUPLES: dict[str, bytes] = {
    "many": b"a=b&" * 200_000,
    "percent": b"text=%",
    "percent-ff": b"text=%ff%fe%00",
    "equals": b"=" * 100_000,
    "ampersands": b"&" * 1_000_000,
    "name": b"a" * 3_000_000 + b"=b",
    "url": b"url=https%3A%2F%2F127.0.0.1%3A@TRAP@%2Fx",
    "url-file": b"url=file%3A%2F%2F%2Fetc%2Fpasswd",
}


def attacks() -> Iterator[Attack]:
    for name, body in BODIES.items():
        yield Attack(f"form-{name}", body, kind="multipart/form-data; boundary=x")
    for name, kind in KINDS.items():
        for other in ("no-end", "mixed", "file-and-text", "giant"):
            yield Attack(f"kind-{name}-{other}", BODIES[other], kind=kind)
    for name, body in COUPLES.items():
        yield Attack(f"couples-{name}", body, kind="application/x-www-form-urlencoded")
    for kind in (
        "image/png",
        "image/svg+xml",
        "text/html",
        "application/vc+jwt",
        "",
        "x",
        "application/json; charset=x",
    ):
        yield Attack(f"claims-{kind}", BAD, kind=kind)
