"""Makes golden.zip: small image files, each with the pixels that Pillow gives for it: NAME, then NAME.rgb (size, raw RGB).

Needs Pillow 9.4 or later; run as make_golden.py golden.zip. Colour profiles are converted with ImageCms, perceptual;
transparent pixels lie on white.
"""
import io, struct, sys, zipfile, zlib
from PIL import Image, ImageCms

W, H = 20, 14
OUT = {}


def rgb():
    im = Image.new('RGB', (W, H))
    im.putdata([(40 + 150 * x // W, 60 + 120 * y // H, 200 - 100 * x // W) for y in range(H) for x in range(W)])
    return im


def noise(mode, channels):
    """Values that every bit of a byte takes part in."""
    data, s = bytearray(), 12345
    for _ in range(W * H * channels):
        s = (s * 1103515245 + 12345) & 0x7FFFFFFF
        data.append(s >> 16 & 0xFF)
    return Image.frombytes(mode, (W, H), bytes(data))


def on_white(im):
    if im.mode in ('RGBA', 'LA', 'PA') or 'transparency' in im.info:
        im = im.convert('RGBA')
        white = Image.new('RGBA', im.size, (255, 255, 255, 255))
        return Image.alpha_composite(white, im).convert('RGB')
    return im.convert('RGB')


def add(name, data, expected=None):
    if expected is None:
        im = Image.open(io.BytesIO(data))
        im.load()
        expected = on_white(im)
    OUT[name] = data
    OUT[name + '.rgb'] = struct.pack('>HH', *expected.size) + expected.tobytes()


def saved(im, format, **options):
    out = io.BytesIO()
    im.save(out, format, **options)
    return out.getvalue()


def chunk(kind, data):
    return struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))


PASSES = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def png(depth, kind, interlaced, trns=None):
    samples = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[kind]
    limit = 11 if kind == 3 and depth >= 4 else 1 << depth

    def value(x, y, c):
        return ((x * 7 + y * 13 + c * 5) * (1 if depth < 16 else 997)) % limit

    raw = b''
    for x0, y0, dx, dy in PASSES if interlaced else [(0, 0, 1, 1)]:
        previous = None
        for n, y in enumerate(range(y0, H, dy)):
            xs = range(x0, W, dx)
            if not len(xs):
                break
            bits = ''.join(format(value(x, y, c), '0%db' % depth) for x in xs for c in range(samples))
            bits += '0' * (-len(bits) % 8)
            row = bytes(int(bits[i:i + 8], 2) for i in range(0, len(bits), 8))
            raw += filtered(n % 5, row, previous or bytes(len(row)), max(1, samples * depth // 8))
            previous = row
    data = b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', W, H, depth, kind, 0, 0, int(interlaced)))
    if kind == 3:
        data += chunk(b'PLTE', bytes((i * 23 + c * 60) % 256 for i in range(limit) for c in range(3)))
    if trns:
        data += chunk(b'tRNS', trns)
    z = zlib.compress(raw)
    return data + chunk(b'IDAT', z[:100]) + chunk(b'IDAT', z[100:]) + chunk(b'IEND', b''), value, samples, limit


def filtered(f, row, up, d):
    out = bytearray([f])
    for i, v in enumerate(row):
        a = row[i - d] if i >= d else 0
        b = up[i]
        c = up[i - d] if i >= d else 0
        p = a + b - c
        near = min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))[2]
        out.append((v - [0, a, b, (a + b) // 2, near][f]) % 256)
    return bytes(out)


for depth, kind in [(1, 0), (2, 0), (4, 0), (8, 0), (16, 0), (8, 2), (16, 2), (1, 3), (2, 3), (4, 3), (8, 3),
                    (8, 4), (16, 4), (8, 6), (16, 6)]:
    for interlaced in (False, True):
        data, value, samples, limit = png(depth, kind, interlaced)
        name = 'png-%d-%d%s.png' % (kind, depth, '-interlaced' if interlaced else '')
        expected = None
        if kind == 0 and depth == 16:  # Pillow clips these: the high byte is what is meant.
            expected = Image.new('L', (W, H))
            expected.putdata([value(x, y, 0) >> 8 for y in range(H) for x in range(W)])
            expected = expected.convert('RGB')
        add(name, data, expected)
    if kind == 3:
        data = png(depth, kind, False, bytes(range(0, 240, 240 // (1 << min(depth, 3)))))[0]
        add('png-3-%d-trns.png' % depth, data)
    if kind == 0 and depth == 8:
        add('png-0-8-trns.png', png(8, 0, False, struct.pack('>H', 20))[0])
    if kind == 2 and depth == 8:
        add('png-2-8-trns.png', png(8, 2, False, struct.pack('>HHH', 20, 25, 30))[0])

# JPEG: the ramp, which every decoder's chroma interpolation gives alike.
for mode, im in [('ycbcr', rgb()), ('grey', rgb().convert('L')), ('cmyk', rgb().convert('CMYK'))]:
    for progressive in (False, True):
        data = saved(im, 'JPEG', quality=92, progressive=progressive)
        add('jpeg-%s%s.jpg' % (mode, '-progressive' if progressive else ''), data)
for s in (0, 1, 2):
    add('jpeg-subsampling-%d.jpg' % s, saved(rgb(), 'JPEG', quality=92, subsampling=s))


def without_adobe(data):
    at = data.index(b'\xff\xee')
    return data[:at] + data[at + 2 + struct.unpack('>H', data[at + 2:at + 4])[0]:]


cmyk = saved(noise('CMYK', 4), 'JPEG', quality=95)
add('jpeg-cmyk-noise.jpg', cmyk)
add('jpeg-cmyk-without-adobe.jpg', without_adobe(cmyk))
at = cmyk.index(b'Adobe') + 11
add('jpeg-ycck.jpg', cmyk[:at] + b'\x02' + cmyk[at + 1:])
ycc = saved(rgb(), 'JPEG', quality=92, subsampling=0)
app0 = ycc.index(b'\xff\xe0')
bare = ycc[:app0] + ycc[app0 + 18:]
add('jpeg-without-markers.jpg', bare)
adobe = b'\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00'
add('jpeg-adobe-rgb.jpg', bare[:2] + adobe + b'\x00' + bare[2:])
sof = bare.index(b'\xff\xc0')
ids = bytearray(bare)
for n, letter in enumerate(b'RGB'):
    ids[sof + 10 + 3 * n] = letter
sos = bare.index(b'\xff\xda')
for n, letter in enumerate(b'RGB'):
    ids[sos + 5 + 2 * n] = letter
add('jpeg-rgb-ids.jpg', bytes(ids))

# GIF, BMP, TIFF, WebP
pal = noise('RGB', 3).quantize(29)
add('gif-palette.gif', saved(pal, 'GIF'))
add('gif-interlaced.gif', saved(pal, 'GIF', interlace=1))
add('gif-transparent.gif', saved(pal, 'GIF', transparency=3))
add('gif-animated.gif', saved(pal, 'GIF', save_all=True, append_images=[pal.rotate(180)]))
add('gif-codes.gif', saved(Image.frombytes('L', (90, 70), (noise('L', 1).tobytes() * 40)[:6300]), 'GIF'))
gif = bytearray(saved(pal, 'GIF'))
struct.pack_into('<HH', gif, 6, W + 6, H + 5)
frame = gif.index(b'\x2c' + bytes(4) + struct.pack('<HH', W, H))
struct.pack_into('<HH', gif, frame + 1, 4, 3)
offset = Image.new('RGB', (W + 6, H + 5), (255, 255, 255))
offset.paste(pal.convert('RGB'), (4, 3))
add('gif-offset.gif', bytes(gif), offset)

for mode in ('1', 'L', 'P', 'RGB'):
    im = noise('RGB', 3).convert(mode)
    add('bmp-%s.bmp' % mode, saved(im, 'BMP'))
bmp = saved(noise('RGB', 3), 'BMP')
top_down = bytearray(bmp)
struct.pack_into('<i', top_down, 22, -H)
add('bmp-top-down.bmp', bytes(top_down))
rle = b''.join(bytes([W // 2, y * 3, W - W // 2, y * 5]) + b'\0\0' for y in range(H))[:-2] + b'\0\1'
palette = bytes(v for i in range(256) for v in (i, 255 - i, i // 2, 0))
add('bmp-rle8.bmp', b'BM' + struct.pack('<IHHI', 54 + 1024 + len(rle), 0, 0, 54 + 1024)
    + struct.pack('<IiiHHIIiiII', 40, W, H, 1, 8, 1, len(rle), 0, 0, 256, 0) + palette + rle)

for compression in ('raw', 'tiff_lzw', 'tiff_adobe_deflate', 'packbits', 'jpeg'):
    add('tiff-%s.tif' % compression, saved(rgb() if compression == 'jpeg' else noise('RGB', 3), 'TIFF',
                                           compression=compression))
add('tiff-grey.tif', saved(noise('L', 1), 'TIFF'))
add('tiff-bilevel.tif', saved(noise('L', 1).convert('1'), 'TIFF', compression='group4'))
add('tiff-palette.tif', saved(pal, 'TIFF'))
add('tiff-alpha.tif', saved(noise('RGBA', 4), 'TIFF', compression='tiff_lzw'))
add('tiff-cmyk.tif', saved(noise('CMYK', 4), 'TIFF'))
sixteen = Image.new('I;16', (W, H))
sixteen.putdata([(x * 3000 + y * 100) % 65536 for y in range(H) for x in range(W)])
eight = Image.new('L', (W, H))
eight.putdata([(x * 3000 + y * 100) % 65536 >> 8 for y in range(H) for x in range(W)])
add('tiff-grey16.tif', saved(sixteen, 'TIFF'), eight.convert('RGB'))
for o in range(1, 9):
    exif = Image.Exif()
    exif[274] = o
    for format, name in (('JPEG', 'jpg'), ('TIFF', 'tif'), ('PNG', 'png'), ('WEBP', 'webp')):
        if o not in (3, 5, 6) and format != 'PNG':
            continue
        options = {'quality': 95} if format == 'JPEG' else {'lossless': True} if format == 'WEBP' else {}
        data = saved(rgb(), format, exif=exif.tobytes() if format != 'TIFF' else exif, **options)
        stored = Image.open(io.BytesIO(data)).convert('RGB') if format == 'JPEG' else rgb()
        turn = {2: Image.FLIP_LEFT_RIGHT, 3: Image.ROTATE_180, 4: Image.FLIP_TOP_BOTTOM, 5: Image.TRANSPOSE,
                6: Image.ROTATE_270, 7: Image.TRANSVERSE, 8: Image.ROTATE_90}
        add('orientation-%d.%s' % (o, name), data, stored.transpose(turn[o]) if o in turn else stored)
add('webp-lossless.webp', saved(noise('RGB', 3), 'WEBP', lossless=True))
add('webp-lossless-alpha.webp', saved(noise('RGBA', 4), 'WEBP', lossless=True, exact=True))
add('webp-lossy.webp', saved(rgb(), 'WEBP', quality=90))
alpha = rgb().convert('RGBA')
alpha.putalpha(noise('L', 1))
add('webp-lossy-alpha.webp', saved(alpha, 'WEBP', quality=90))

# Profiles: RGB with red and green exchanged and another gamma, grey of gamma 1.8, small ink table.
def s15(v):
    return struct.pack('>i', round(v * 65536))


def icc(space, tags, cls=b'mntr', pcs=b'XYZ '):
    body, table = b'', b''
    at = 128 + 4 + 12 * len(tags)
    for name, data in tags:
        data += bytes(-len(data) % 4)
        table += name + struct.pack('>II', at + len(body), len(data))
        body += data
    head = struct.pack('>I4sI4s4s4s', 0, b'lcms', 0x02400000, cls, space, pcs) + struct.pack('>6H', 2020, 1, 1, 0, 0, 0)
    head += b'acsp' + bytes(4) + bytes(4) + bytes(4) + bytes(4) + bytes(8) + bytes(4) + s15(.9642) + s15(1) + s15(.8249)
    head += bytes(128 - len(head))
    whole = head + struct.pack('>I', len(tags)) + table + body
    return struct.pack('>I', len(whole)) + whole[4:]


def xyz(*v):
    return b'XYZ ' + bytes(4) + b''.join(map(s15, v))


def gamma(g):
    return b'curv' + bytes(4) + struct.pack('>IH', 1, round(g * 256))


DESC = b'desc' + bytes(4) + struct.pack('>I', 5) + b'test\0' + bytes(78)
CPRT = b'text' + bytes(4) + b'none\0'
RGB_ICC = icc(b'RGB ', [(b'desc', DESC), (b'cprt', CPRT), (b'wtpt', xyz(.9642, 1, .8249)),
                        (b'rXYZ', xyz(.3851, .7169, .0971)), (b'gXYZ', xyz(.4361, .2225, .0139)),
                        (b'bXYZ', xyz(.1431, .0606, .7141)),
                        (b'rTRC', gamma(1.8)), (b'gTRC', gamma(1.8)), (b'bTRC', gamma(1.8))])
GREY_ICC = icc(b'GRAY', [(b'desc', DESC), (b'cprt', CPRT), (b'wtpt', xyz(.9642, 1, .8249)), (b'kTRC', gamma(1.4))])


def lut8(f):
    grid = 3
    data = b'mft1' + bytes(4) + bytes([4, 3, grid, 0])
    data += b''.join(s15(v) for v in (1, 0, 0, 0, 1, 0, 0, 0, 1))
    data += bytes(range(256)) * 4
    for i in range(grid ** 4):
        c, m, y, k = (i // grid ** (3 - n) % grid / (grid - 1) for n in range(4))
        data += bytes(f(c, m, y, k))
    return data + bytes(range(256)) * 3


def ink(c, m, y, k):
    l = (1 - .25 * c - .35 * m - .05 * y) * (1 - .9 * k)
    return [max(0, min(255, round(255 * l))), round(128 + (-50 * c + 90 * m) * (1 - k) * .7),
            round(128 + (-40 * c + 80 * y) * (1 - k) * .7)]


CMYK_ICC = icc(b'CMYK', [(b'desc', DESC), (b'cprt', CPRT), (b'wtpt', xyz(.9642, 1, .8249)), (b'A2B0', lut8(ink))],
               b'prtr', b'Lab ')
SRGB = ImageCms.createProfile('sRGB')


def converted(im, profile):
    return ImageCms.profileToProfile(im, ImageCms.ImageCmsProfile(io.BytesIO(profile)), SRGB, outputMode='RGB')


for name, im, profile in (('rgb', rgb(), RGB_ICC), ('grey', rgb().convert('L'), GREY_ICC)):
    for format, extension, options in (('JPEG', 'jpg', {'quality': 95}), ('PNG', 'png', {}), ('TIFF', 'tif', {}),
                                       ('WEBP', 'webp', {'lossless': True})):
        if name == 'grey' and format == 'WEBP':
            continue
        data = saved(im, format, icc_profile=profile, **options)
        decoded = Image.open(io.BytesIO(data))
        decoded.load()
        add('icc-%s.%s' % (name, extension), data, converted(decoded, profile))
inks = rgb().convert('CMYK')
for format, extension, options in (('JPEG', 'jpg', {'quality': 95}), ('TIFF', 'tif', {'compression': 'tiff_lzw'})):
    data = saved(inks, format, icc_profile=CMYK_ICC, **options)
    decoded = Image.open(io.BytesIO(data))
    decoded.load()
    add('icc-cmyk.' + extension, data, converted(decoded, CMYK_ICC))
data = saved(alpha, 'PNG', icc_profile=RGB_ICC)
colors = converted(alpha.convert('RGB'), RGB_ICC).convert('RGBA')
colors.putalpha(alpha.getchannel('A'))
add('icc-rgb-alpha.png', data, on_white(colors))
ramp = saved(rgb(), 'PNG')
add('icc-broken.png', saved(rgb(), 'PNG', icc_profile=RGB_ICC[:140] + b'broken' * 40), rgb())
add('icc-of-other-colors.png', saved(rgb(), 'PNG', icc_profile=GREY_ICC), rgb())
add('icc-srgb.png', saved(rgb(), 'PNG', icc_profile=ImageCms.ImageCmsProfile(SRGB).tobytes()), rgb())

with zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED, compresslevel=9) as z:
    for name in sorted(OUT):
        z.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), OUT[name], zipfile.ZIP_DEFLATED)
print(len(OUT) // 2, 'files')
