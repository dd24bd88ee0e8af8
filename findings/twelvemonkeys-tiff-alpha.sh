#!/usr/bin/env bash
# TwelveMonkeys 3.13.1 (com.twelvemonkeys.imageio:imageio-tiff) takes associated alpha of 8-bit RGBA for straight alpha.
#
# A TIFF with ExtraSamples 1 holds colours that are multiplied by alpha (TIFF 6.0, section 18): orange (255, 128, 0) at
# alpha 128 is stored as (128, 64, 0, 128). Seen: (128, 64, 0, 128) comes back, in an image whose colour model calls it
# not premultiplied; the same picture at 16 bits a sample, and both through the JDK's reader, give (255, 128, 0, 128).
# Every half-transparent pixel is darker than it was drawn: on white it becomes (192, 160, 127) and not (255, 192, 127).
# Edges of cut-out objects and shadows get a dark seam that a model learns, and no error tells of it.
# Needs: a JDK of 17 or later, Maven.
set -euo pipefail
for command in mvn java; do
  if ! command -v "$command" > /dev/null; then
    echo "$command is missing" >&2
    exit 2
  fi
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cat > "$work/pom.xml" <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>tiff-alpha</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>com.twelvemonkeys.imageio</groupId><artifactId>imageio-tiff</artifactId><version>3.13.1</version></dependency>
  </dependencies>
</project>
POM
(cd "$work" && mvn -q -B dependency:copy-dependencies -DoutputDirectory=lib)
basename "$work"/lib/imageio-tiff-*.jar .jar

cat > "$work/Alpha.java" <<'JAVA'
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

class Alpha {
    static final int[] STORED = {128, 64, 0, 128};
    static final Color BY_DEFINITION = new Color(255, 128, 0, 128);

    public static void main(String[] args) throws IOException {
        ImageIO.setUseCache(false);
        boolean asSeen = read("com.twelvemonkeys", 8).equals(new Color(128, 64, 0, 128));
        asSeen &= read("com.twelvemonkeys", 16).equals(BY_DEFINITION);
        asSeen &= read("com.sun", 8).equals(BY_DEFINITION);
        asSeen &= read("com.sun", 16).equals(BY_DEFINITION);
        System.exit(asSeen ? 0 : 1);
    }

    /** The straight colour of the first pixel, by the reader whose class is in the package. */
    static Color read(String reader, int bits) throws IOException {
        for (Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName("tiff"); readers.hasNext(); ) {
            ImageReader tiff = readers.next();
            if (tiff.getClass().getName().startsWith(reader)) {
                try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(tiff(bits)))) {
                    tiff.setInput(in);
                    BufferedImage image = tiff.read(0);
                    Color color = new Color(image.getRGB(0, 0), true);
                    System.out.printf(
                            "%s, %d bits: (%d, %d, %d) alpha %d, premultiplied %s: %s%n",
                            reader, bits, color.getRed(), color.getGreen(), color.getBlue(), color.getAlpha(),
                            image.isAlphaPremultiplied(), color.equals(BY_DEFINITION) ? "right" : "wrong");
                    return color;
                } finally {
                    tiff.dispose();
                }
            }
        }
        throw new IllegalStateException("no TIFF reader of " + reader);
    }

    /** A big-endian TIFF of 2x1 RGBA pixels, both STORED: header, directory, bits per sample, one strip. */
    static byte[] tiff(int bits) {
        int fields = 11;
        int samples = 8 + 2 + 12 * fields + 4;
        int strip = samples + 4 * 2;
        int length = 2 * 4 * bits / 8;
        ByteBuffer file = ByteBuffer.allocate(strip + length);
        file.putShort((short) 0x4d4d).putShort((short) 42).putInt(8).putShort((short) fields);
        field(file, 256, 2); // ImageWidth
        field(file, 257, 1); // ImageLength
        file.putShort((short) 258).putShort((short) 3).putInt(4).putInt(samples); // BitsPerSample
        field(file, 259, 1); // Compression: none
        field(file, 262, 2); // PhotometricInterpretation: RGB
        field(file, 273, strip); // StripOffsets
        field(file, 277, 4); // SamplesPerPixel
        field(file, 278, 1); // RowsPerStrip
        field(file, 279, length); // StripByteCounts
        field(file, 284, 1); // PlanarConfiguration: chunky
        field(file, 338, 1); // ExtraSamples: associated alpha
        file.putInt(0);
        for (int i = 0; i < 4; i++) {
            file.putShort((short) bits);
        }
        for (int i = 0; i < 2 * 4; i++) {
            if (bits == 8) {
                file.put((byte) STORED[i % 4]);
            } else {
                file.putShort((short) (257 * STORED[i % 4]));
            }
        }
        return file.array();
    }

    static void field(ByteBuffer file, int tag, int value) {
        file.putShort((short) tag).putShort((short) 3).putInt(1).putShort((short) value).putShort((short) 0);
    }
}
JAVA
java -cp "$work/lib/*" "$work/Alpha.java"
