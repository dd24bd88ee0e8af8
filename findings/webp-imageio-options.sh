#!/usr/bin/env bash
# webp-imageio 0.11.0 (com.github.usefulness:webp-imageio): the settings of a call are never freed.
#
# WebPEncoderOptions and WebPDecoderOptions register themselves as their own cleaning action, so the cleaner holds what
# it waits to see unreachable: each param leaves one behind, with libwebp's settings, and ImageIO.write and ImageIO.read
# make a param for each picture. Seen: after 2,000 of each call and five collections, 2,000 of each are still there, and
# the params that held them are gone. Epochs over millions of pairs leave millions of them, on the heap and outside it;
# one param for each thread, passed to every call, avoids it.
# Upstream: webp-imageio pull request 286, which moved the encoder settings' registration into their class.
# Needs: a JDK of 17 or later, Maven, a platform that the package has libwebp for (seen on Linux, x86-64).
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
  <groupId>finding</groupId><artifactId>webp-options</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>com.github.usefulness</groupId><artifactId>webp-imageio</artifactId><version>0.11.0</version></dependency>
  </dependencies>
</project>
POM
(cd "$work" && mvn -q -B dependency:copy-dependencies -DoutputDirectory=lib)
basename "$work"/lib/webp-imageio-*.jar .jar

cat > "$work/Options.java" <<'JAVA'
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import javax.imageio.ImageIO;
import javax.management.ObjectName;

class Options {
    static final int CALLS = 2000;

    public static void main(String[] args) throws Exception {
        ImageIO.setUseCache(false);
        BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < CALLS; i++) {
            ByteArrayOutputStream webp = new ByteArrayOutputStream();
            if (!ImageIO.write(image, "webp", webp)
                    || ImageIO.read(new ByteArrayInputStream(webp.toByteArray())) == null) {
                throw new IllegalStateException("the plug-in is not found");
            }
        }
        for (int i = 0; i < 5; i++) {
            System.gc();
            Thread.sleep(200);
        }
        String histogram = (String) ManagementFactory.getPlatformMBeanServer().invoke(
                new ObjectName("com.sun.management:type=DiagnosticCommand"),
                "gcClassHistogram",
                new Object[] {null},
                new String[] {String[].class.getName()});
        System.out.println("alive after " + CALLS + " writes, " + CALLS + " reads and five collections:");
        boolean asSeen = count(histogram, "WebPEncoderOptions") >= CALLS;
        asSeen &= count(histogram, "WebPDecoderOptions") >= CALLS;
        asSeen &= count(histogram, "WebPWriteParam") < CALLS / 10;
        asSeen &= count(histogram, "WebPReadParam") < CALLS / 10;
        System.exit(asSeen ? 0 : 1);
    }

    /** The instances of a class, by a line of the histogram: number, instances, bytes, class, module. */
    static long count(String histogram, String name) {
        long instances = histogram.lines()
                .map(line -> line.trim().split("\\s+"))
                .filter(fields -> fields.length > 3 && fields[3].endsWith("." + name))
                .mapToLong(fields -> Long.parseLong(fields[1]))
                .sum();
        System.out.println("  " + name + ": " + instances);
        return instances;
    }
}
JAVA
java -cp "$work/lib/*" "$work/Options.java"
