#!/usr/bin/python3
"""Writes the image fixtures and oracle.json, what Pillow and numpy make of them.

Run: /usr/bin/python3 generate.py     (Debian 12: apt-get install python3-pil python3-numpy; made with Pillow 9.4.0, numpy 1.24.2)
Every picture is computed here. Files that Pillow cannot write (interlaced, gamma, 2 and 16 bits per sample) are written chunk by chunk.
"""
import base64
import json
import os
import struct
import zlib

import numpy as np
from PIL import Image, ImageOps

HERE = os.path.dirname(os.path.abspath(__file__))
WIDTH, HEIGHT = 23, 17


def picture(channels, depth=8, width=WIDTH, height=HEIGHT):
    """Smooth waves with some hard edges, different in every channel. [H, W, C]"""
    y, x = np.mgrid[0:height, 0:width]
    planes = []
    for c in range(channels):
        wave = 0.5 + 0.5 * np.sin(0.41 * x * (c + 1) + 0.3 * c) * np.cos(0.27 * y + 0.9 * c)
        edge = ((x // 5 + y // 4 + c) % 3 == 0) * 0.35
        planes.append(np.clip(wave * 0.75 + edge, 0, 1))
    return np.round(np.stack(planes, -1) * (2 ** depth - 1)).astype(np.uint16)


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def pack_rows(samples, depth):
    """[H, W, C] to filtered rows with filter 0."""
    rows = b""
    for row in samples.reshape(samples.shape[0], -1):
        if depth == 16:
            packed = row.astype(">u2").tobytes()
        elif depth == 8:
            packed = row.astype(np.uint8).tobytes()
        else:
            bits = ((row[:, None] >> np.arange(depth - 1, -1, -1)) & 1).astype(np.uint8).reshape(-1)
            packed = np.packbits(bits).tobytes()
        rows += b"\0" + packed
    return rows


def write_png(name, samples, depth, colour, extra=b"", interlaced=False):
    height, width = samples.shape[:2]
    if interlaced:
        adam7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
        data = b"".join(pack_rows(samples[y::dy, x::dx], depth) for x, y, dx, dy in adam7 if samples[y::dy, x::dx].size)
    else:
        data = pack_rows(samples, depth)
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 1 if interlaced else 0)
    with open(os.path.join(HERE, name), "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + chunk(b"IDAT", zlib.compress(data, 9)) + chunk(b"IEND", b""))


def opaque(image):
    """The picture over white, as paste with the alpha channel as mask does."""
    if "transparency" in image.info:
        image = image.convert("RGBA")
    if image.mode == "LA":
        alpha = image.getchannel("A")
        white = Image.new("L", image.size, 255)
        white.paste(image.getchannel("L"), mask=alpha)
        return white
    if image.mode == "RGBA":
        white = Image.new("RGB", image.size, (255, 255, 255))
        white.paste(image.convert("RGB"), mask=image.getchannel("A"))
        return white
    return image


def text(array):
    return base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()


def decoded(name):
    image = Image.open(os.path.join(HERE, name))
    if image.mode == "I":  # Pillow clips 16-bit gray when it converts; the high byte is what is meant.
        image = Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))
    if image.mode == "I;16":
        image = Image.fromarray((np.asarray(image).astype(np.uint16) >> 8).astype(np.uint8))
    if name == "gray-oriented-6.tif":  # Pillow has turned it when it is loaded, and exif_transpose would do so once more.
        image.load()
        image = Image.frombytes("L", image.size, image.tobytes())
    image = opaque(ImageOps.exif_transpose(image))
    entry = {"file": name, "width": image.width, "height": image.height, "tolerance": 0}
    entry["rgb"] = text(np.asarray(image.convert("RGB")))
    entry["gray"] = text(np.asarray(image.convert("L")))
    if name.endswith("-colour.jpg"):  # Pillow's draft mode takes the stored luma, as we do.
        image = Image.open(os.path.join(HERE, name))
        image.draft("L", image.size)
        entry["gray"] = text(np.asarray(image))
    return entry


def reference_resize(pixels, width, height):
    """tf.image.resize(bilinear, antialias=False) in float64: [H, W, C] to [C, h, w]."""
    def taps(size, count):
        centre = (np.arange(count) + 0.5) * size / count - 0.5
        floor = np.floor(centre)
        return np.clip(floor, 0, size - 1).astype(int), np.clip(np.ceil(centre), 0, size - 1).astype(int), centre - floor
    y0, y1, wy = taps(pixels.shape[0], height)
    x0, x1, wx = taps(pixels.shape[1], width)
    p = pixels.astype(np.float64)
    wx, wy = wx[None, :, None], wy[:, None, None]
    above = p[y0][:, x0] * (1 - wx) + p[y0][:, x1] * wx
    below = p[y1][:, x0] * (1 - wx) + p[y1][:, x1] * wx
    return np.transpose(above * (1 - wy) + below * wy, (2, 0, 1)).astype(np.float32)


def dct_hash(gray):
    """64-bit DCT hash (Zauner 2010) of a gray Pillow image, first bit highest."""
    p = np.asarray(gray.resize((32, 32), Image.BILINEAR), dtype=np.float64)
    n = np.arange(32)
    basis = np.cos(np.pi * (2 * n[None, :] + 1) * np.arange(8)[:, None] / 64)
    low = np.round(basis @ p @ basis.T, 3)
    bits = (low > np.median(low)).reshape(-1)
    return "%016x" % int("".join("1" if b else "0" for b in bits), 2)


def other_formats(rgb, gray):
    colours, shades = Image.fromarray(rgb.astype(np.uint8)), Image.fromarray(gray[..., 0].astype(np.uint8))
    transparent = Image.fromarray(picture(4).astype(np.uint8))

    def save(image, name, **options):
        image.save(os.path.join(HERE, name), **options)

    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = orientation
        save(shades, f"gray-oriented-{orientation}.jpg", quality=90, exif=exif)
    save(colours, "rgb.webp", lossless=True)
    save(colours, "rgb-lossy.webp", quality=80)
    save(transparent, "rgba.webp", lossless=True)
    save(colours, "animated.webp", save_all=True, append_images=[colours.rotate(180)], lossless=True)
    save(shades.point(lambda v: 255 * (v > 127)).convert("1"), "black-white.bmp")
    save(shades, "gray.bmp")
    save(colours, "rgb.bmp")
    save(transparent, "rgba.bmp")
    save(colours.quantize(40), "palette.gif", interlace=0)
    save(colours.quantize(40), "interlaced.gif", interlace=1)
    save(shades, "gray.gif")
    save(colours.quantize(16), "transparent.gif", transparency=3)
    save(shades, "animated.gif", save_all=True, append_images=[shades.rotate(180)])
    for compression in ("raw", "tiff_lzw", "tiff_adobe_deflate", "packbits"):
        save(shades, f"gray-{compression}.tif", compression=compression)
        save(colours, f"rgb-{compression}.tif", compression=compression)
    save(colours, "rgb-predicted.tif", compression="tiff_lzw", tiffinfo={317: 2})
    save(colours.quantize(40), "palette.tif")
    save(shades.convert("1"), "gray1.tif")
    save(transparent, "rgba.tif")
    Image.fromarray(picture(1, 16)[..., 0].astype(np.uint16)).save(os.path.join(HERE, "gray16.tif"))
    save(shades, "gray-oriented-6.tif", tiffinfo={274: 6})


def main():
    rgb, gray = picture(3), picture(1)
    write_png("gray8.png", gray, 8, 0)
    write_png("gray8-interlaced.png", gray, 8, 0, interlaced=True)
    write_png("gray8-gamma.png", gray, 8, 0, chunk(b"gAMA", struct.pack(">I", 100000)))
    write_png("gray8-transparent.png", gray, 8, 0, chunk(b"tRNS", struct.pack(">H", int(gray[0, 0, 0]))))
    for depth in (1, 2, 4):
        write_png(f"gray{depth}.png", picture(1, depth), depth, 0)
    write_png("gray16.png", picture(1, 16), 16, 0)
    write_png("gray16-gamma.png", picture(1, 16), 16, 0, chunk(b"gAMA", struct.pack(">I", 45455)))
    write_png("gray-alpha.png", picture(2), 8, 4)
    write_png("rgb.png", rgb, 8, 2)
    write_png("rgb-interlaced.png", rgb, 8, 2, interlaced=True)
    write_png("rgb-gamma.png", rgb, 8, 2, chunk(b"gAMA", struct.pack(">I", 100000)) + chunk(
        b"cHRM", struct.pack(">8I", 31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000)))
    write_png("rgb16.png", picture(3, 16), 16, 2)
    write_png("rgba.png", picture(4), 8, 6)
    write_png("rgba-gamma.png", picture(4), 8, 6, chunk(b"gAMA", struct.pack(">I", 100000)))
    write_png("rgba16.png", picture(4, 16), 16, 6)
    palette = chunk(b"PLTE", (picture(3, 8, 16, 1)[0] & 0xFF).astype(np.uint8).tobytes())
    write_png("palette4.png", picture(1, 4), 4, 3, palette)
    write_png("palette4-transparent.png", picture(1, 4), 4, 3, palette + chunk(b"tRNS", bytes(range(0, 256, 17))))
    Image.fromarray(rgb.astype(np.uint8)).quantize(40).save(os.path.join(HERE, "palette8.png"))

    Image.fromarray(gray[..., 0].astype(np.uint8)).save(os.path.join(HERE, "gray.jpg"), quality=90)
    Image.fromarray(rgb.astype(np.uint8)).save(os.path.join(HERE, "rgb-colour.jpg"), quality=90, subsampling=0)
    Image.fromarray(rgb.astype(np.uint8)).save(os.path.join(HERE, "subsampled-colour.jpg"), quality=75)
    Image.fromarray(rgb.astype(np.uint8)).save(os.path.join(HERE, "progressive-colour.jpg"), quality=80, progressive=True)
    Image.fromarray(picture(4).astype(np.uint8), "CMYK").save(os.path.join(HERE, "cmyk.jpg"))
    other_formats(rgb, gray)

    names = sorted(n for n in os.listdir(HERE) if n.endswith((".png", ".jpg", ".webp", ".bmp", ".gif", ".tif")) and n != "animated.webp")
    images = [decoded(n) for n in names]
    for entry in images:
        # Pillow takes the high bytes before it composites, we after, and it rounds inks otherwise: at most one apart.
        entry["tolerance"] = 1 if entry["file"] in ("rgba16.png", "cmyk.jpg", "rgba.tif") else 0

    resizes = []
    for name in ("gray8.png", "rgb.png"):
        image = Image.open(os.path.join(HERE, name))
        pixels = np.asarray(image).reshape(HEIGHT, WIDTH, -1)
        for width, height in ((32, 32), (8, 8), (5, 11), (WIDTH, HEIGHT), (1, 1), (64, 3), (46, 34)):
            resizes.append({
                "file": name, "width": width, "height": height,
                "reference": text(reference_resize(pixels, width, height)),
                "antialiased": text(np.asarray(image.resize((width, height), Image.BILINEAR))),
            })

    hashes = [{"file": n, "hash": dct_hash(opaque(Image.open(os.path.join(HERE, n))).convert("L"))}
              for n in ("gray8.png", "gray4.png", "gray-alpha.png", "rgb.png", "palette8.png")]
    with open(os.path.join(HERE, "oracle.json"), "w") as file:
        json.dump({"images": images, "resizes": resizes, "hashes": hashes}, file, indent=1)
        file.write("\n")


if __name__ == "__main__":
    main()
