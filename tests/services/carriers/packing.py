"""Archives, PDFs and QR codes to bring."""

from __future__ import annotations

import io
import zipfile

import zxingcpp
from PIL import Image
from pypdf import PdfWriter


def archive(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as writer:
        for name, data in files.items():
            writer.writestr(name, data)
    return packed.getvalue()


def pdf(files: dict[str, bytes]) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    for name, data in files.items():
        writer.add_attachment(name, data)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def qr(text: str, kind: str = "PNG") -> bytes:
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode)
    image = Image.fromarray(zxingcpp.write_barcode_to_image(code, scale=4, add_quiet_zones=True))
    saved = io.BytesIO()
    image.save(saved, kind)
    return saved.getvalue()
