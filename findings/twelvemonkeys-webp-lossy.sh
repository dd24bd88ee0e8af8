#!/usr/bin/env bash
# TwelveMonkeys 3.13.1 (com.twelvemonkeys.imageio:imageio-webp) decodes a lossy WebP to other colours than libwebp.
#
# A 128x128 picture of ramps and rings, written by `cwebp -q 75 -m 4`, is decoded through ImageIO and by libwebp's own
# `dwebp`. Seen: PSNR 25.9 dB between the two, and 33.2 dB against `dwebp -nofancy`, which repeats chroma samples, so
# the way chroma is enlarged is not all of the difference. The lossless file is equal. With 3.15.0: 26.8 and 46.2 dB.
# A model that is trained on such pixels and later sees the same files through libwebp (by Pillow, by a browser) sees
# other colours than it learned from, and no error tells of it.
# Upstream: TwelveMonkeys issue 785, pull request 1315 (prediction from pixels that the loop filter has changed).
# Needs: a JDK of 17 or later, Maven, cwebp and dwebp (Debian's package webp; seen with libwebp 1.2.4).
set -euo pipefail
for command in cwebp dwebp mvn java; do
  if ! command -v "$command" > /dev/null; then
    echo "$command is missing: cwebp and dwebp come with Debian's package webp" >&2
    exit 2
  fi
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cat > "$work/pom.xml" <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>webp-lossy</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>com.twelvemonkeys.imageio</groupId><artifactId>imageio-webp</artifactId><version>3.13.1</version></dependency>
  </dependencies>
</project>
POM
(cd "$work" && mvn -q -B dependency:copy-dependencies -DoutputDirectory=lib)

{
  printf 'P6\n128 128\n255\n'
  for ((y = 0; y < 128; y++)); do
    for ((x = 0; x < 128; x++)); do
      printf -v pixel '\\x%02x\\x%02x\\x%02x' $((2 * x)) $((2 * y)) $(((x * x + y * y) / 8 % 256))
      printf "$pixel"
    done
  done
} > "$work/rings.ppm"
cwebp -quiet -q 75 -m 4 "$work/rings.ppm" -o "$work/lossy.webp"
cwebp -quiet -lossless "$work/rings.ppm" -o "$work/lossless.webp"
dwebp -quiet "$work/lossless.webp" -ppm -o "$work/lossless.ppm"
dwebp -quiet "$work/lossy.webp" -ppm -o "$work/lossy.ppm"
dwebp -quiet -nofancy "$work/lossy.webp" -ppm -o "$work/lossy-nofancy.ppm"
echo "$(basename "$work"/lib/imageio-webp-*.jar .jar), libwebp $(dwebp -version | head -n 1)"

cat > "$work/Lossy.java" <<'JAVA'
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import javax.imageio.ImageIO;

class Lossy {
    static final int SIZE = 128;

    public static void main(String[] args) throws IOException {
        File folder = new File(args[0]);
        double lossless = compare(folder, "lossless", "lossless");
        double lossy = compare(folder, "lossy", "lossy");
        double nofancy = compare(folder, "lossy", "lossy-nofancy");
        System.exit(lossless == Double.POSITIVE_INFINITY && lossy < 40 && nofancy < 40 ? 0 : 1);
    }

    /** The PSNR in dB between ImageIO's and dwebp's pixels. */
    static double compare(File folder, String webp, String ppm) throws IOException {
        int[] a = rgb(ImageIO.read(new File(folder, webp + ".webp")));
        int[] b = ppm(new File(folder, ppm + ".ppm"));
        double sum = 0;
        int worst = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
            worst = Math.max(worst, Math.abs(a[i] - b[i]));
        }
        double psnr = 10 * Math.log10(255 * 255 / (sum / a.length));
        System.out.printf(
                "%s.webp against dwebp's %s.ppm: %s%n",
                webp, ppm, sum == 0 ? "equal" : "PSNR %.1f dB, largest difference %d".formatted(psnr, worst));
        return psnr;
    }

    static int[] rgb(BufferedImage image) {
        int[] pixels = image.getRGB(0, 0, SIZE, SIZE, null, 0, SIZE);
        int[] values = new int[3 * pixels.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = pixels[i / 3] >> 16 - 8 * (i % 3) & 0xff;
        }
        return values;
    }

    static int[] ppm(File path) throws IOException {
        byte[] file = Files.readAllBytes(path.toPath());
        int[] values = new int[3 * SIZE * SIZE];
        for (int i = 0; i < values.length; i++) {
            values[i] = file[file.length - values.length + i] & 0xff;
        }
        return values;
    }
}
JAVA
java -cp "$work/lib/*" "$work/Lossy.java" "$work"
