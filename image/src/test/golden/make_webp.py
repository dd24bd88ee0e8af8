"""Makes webp.zip: small WebP files by cwebp and webpmux, and dwebp.txt, a line for each: name, columns, rows, CRC-32 of its RGBA.

Needs cwebp, webpmux and dwebp (1.2.4 was used), and Pillow for animations, which dwebp refuses; run as
make_webp.py webp.zip [FILE.webp ...], with more files to take as they are.
"""
import os, subprocess, sys, tempfile, zipfile, zlib
from PIL import Image

folder = tempfile.mkdtemp()


def path(name):
    return os.path.join(folder, name)


def picture(name, kind, w, h, alpha):
    """A PNG of a ramp, of stripes or of grain, transparent in a disc or by a ramp."""
    im, s, out = Image.new('RGBA', (w, h)), 12345, []
    for y in range(h):
        for x in range(w):
            s = (s * 1103515245 + 12345) & 0x7FFFFFFF
            rgb = {'ramp': (40 + 200 * x // w, 20 + 220 * y // h, 200 - 180 * x // w),
                   'stripes': (255, 30, 40) if (x // 5 + y // 3) % 2 else (10, 60 + 4 * y, 220),
                   'grain': (s >> 16 & 255, s >> 12 & 255, 128 + (s >> 20 & 63))}[kind]
            a = {None: 255, 'ramp': 255 * y // h, 'disc': 0 if (x - w / 2) ** 2 + (y - h / 2) ** 2 < w * h / 9 else 255}[alpha]
            out.append(rgb + (a,))
    im.putdata(out)
    (im if alpha else im.convert('RGB')).save(path(name))


def run(*command):
    return subprocess.run(command, check=True, capture_output=True).stdout


def rgba(name):
    """Columns, rows, bytes."""
    data = open(path(name), 'rb').read()
    if b'ANMF' in data:
        im = Image.open(path(name)).convert('RGBA')
        return im.width, im.height, im.tobytes()
    head, raw = run('dwebp', '-quiet', '-pam', path(name), '-o', '-').split(b'ENDHDR\n', 1)
    sizes = dict(line.split() for line in head.decode().splitlines() if line.startswith(('WIDTH', 'HEIGHT')))
    return int(sizes['WIDTH']), int(sizes['HEIGHT']), raw


names = []


def encode(name, kind, w, h, alpha, *options):
    picture('source.png', kind, w, h, alpha)
    run('cwebp', '-quiet', *options, path('source.png'), '-o', path(name))
    names.append(name)


KINDS = ['ramp', 'stripes', 'grain']
for m in range(7):
    q = 5 + 95 * m // 6
    encode('method-%d-quality-%d.webp' % (m, q), KINDS[m % 3], 33 + m, 18 + 3 * m, None, '-m', str(m), '-q', str(q))
    encode('method-%d-quality-%d.webp' % (m, 100 - q + 5), KINDS[(m + 1) % 3], 21 + m, 17 + m, None, '-m', str(m), '-q',
           str(100 - q + 5))
encode('one-pixel.webp', 'grain', 1, 1, None)
encode('one-column.webp', 'grain', 1, 37, None)
encode('simple-filter.webp', 'stripes', 40, 40, None, '-nostrong', '-f', '90', '-q', '20')
encode('strong-filter.webp', 'stripes', 40, 40, None, '-strong', '-f', '100', '-sharpness', '3', '-q', '10')
encode('one-segment.webp', 'stripes', 40, 40, None, '-segments', '1', '-q', '30')
encode('sharp-yuv.webp', 'stripes', 40, 40, None, '-sharp_yuv', '-q', '60')
for n, (f, m) in enumerate((f, m) for f in ('none', 'fast', 'best') for m in (0, 1)):
    encode('alpha-filter-%s-method-%d.webp' % (f, m), KINDS[n % 3], 20, 13, ('ramp', 'disc')[n % 2], '-alpha_filter', f,
           '-alpha_method', str(m), '-q', str(30 + 10 * n))
encode('alpha-quality-20.webp', 'ramp', 29, 30, 'disc', '-alpha_q', '20')
encode('lossless.webp', 'stripes', 31, 29, None, '-lossless')
encode('lossless-grain.webp', 'grain', 9, 8, None, '-lossless')
encode('lossless-alpha.webp', 'ramp', 27, 23, 'ramp', '-lossless', '-exact')
encode('near-lossless.webp', 'ramp', 27, 23, None, '-near_lossless', '40')
for first, name in (('alpha-filter-best-method-1.webp', 'lossy-alpha'), ('lossless-alpha.webp', 'lossless-alpha'),
                    ('lossless.webp', 'opaque')):
    for blend in '+-':
        out = 'animation-%s%s.webp' % (name, '-blended' if blend == '+' else '')
        run('webpmux', '-frame', path(first), '+100+6+4+1%sb' % blend, '-frame', path('alpha-quality-20.webp'),
            '+100+0+0+0+b', '-bgcolor', '255,255,0,0', '-o', path(out))
        names.append(out)
for extra in sys.argv[2:]:
    name = os.path.basename(extra)
    open(path(name), 'wb').write(open(extra, 'rb').read())
    names.append(name)

lines = []
with zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED, compresslevel=9) as z:
    for name in sorted(names):
        w, h, raw = rgba(name)
        lines.append('%s %d %d %08x\n' % (name, w, h, zlib.crc32(raw)))
        z.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), open(path(name), 'rb').read(), zipfile.ZIP_DEFLATED)
    z.writestr(zipfile.ZipInfo('dwebp.txt', (2020, 1, 1, 0, 0, 0)), ''.join(lines), zipfile.ZIP_DEFLATED)
print(len(names), 'files')
