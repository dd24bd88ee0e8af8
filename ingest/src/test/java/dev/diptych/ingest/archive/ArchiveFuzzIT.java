package dev.diptych.ingest.archive;

import static dev.diptych.ingest.Fixtures.members;
import static dev.diptych.ingest.Fixtures.tar;
import static dev.diptych.ingest.Fixtures.zip;
import static dev.diptych.ingest.archive.ArchiveFixtures.ar;
import static dev.diptych.ingest.archive.ArchiveFixtures.compressed;
import static dev.diptych.ingest.archive.ArchiveFixtures.everyFormat;
import static dev.diptych.ingest.archive.ArchiveFixtures.sevenZip;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.file.Damage;
import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.compression.Compression;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Damaged archives of every format, plain and nested: each is read to an end without any other exception. */
class ArchiveFuzzIT {
    private static final long SEED = 20260801;
    private static final int FILES = 250;
    private static final int CUTS = 60;

    /** More members than this come of no seed here, however it is damaged. */
    private static final int MANY = 1000;

    @TempDir
    private Path scratch;

    /** What came of one archive. */
    private record Outcome(int whole, int problems, boolean opened) {}

    private static Map<String, byte[]> seeds() throws IOException {
        byte[] noise = new byte[3000];
        new Random(SEED).nextBytes(noise);
        Map<String, byte[]> data =
                members("a/1.png", noise, "a/1.txt", "a caption ".repeat(40), "b.json", "{}", "empty.txt", "");
        Map<String, byte[]> plain = everyFormat(data);
        Map<String, byte[]> seeds = new LinkedHashMap<>(plain);
        seeds.put("a.ar", ar(members("x.txt", "x", "a.tar", tar(data))));
        byte[] tgz = compressed(tar(data), Compression.GZIP);
        everyFormat(members("in.zip", zip(data), "in.tar", tgz, "in.7z", sevenZip(data)))
                .forEach((name, bytes) -> seeds.put("nested " + name, bytes));
        return seeds;
    }

    private Outcome read(String what, byte[] bytes) throws IOException {
        Path file = Files.write(scratch.resolve("archive.bin"), bytes);
        int whole = 0;
        int problems = 0;
        try (Archive archive = Archive.open(file)) {
            for (Member member = archive.next(); member != null; member = archive.next()) {
                assertThat(whole + problems).as(what).isLessThan(MANY);
                assertThat(archive.fraction()).as(what).isBetween(0.0, 1.0);
                try {
                    archive.bytes(1 << 20);
                    whole++;
                } catch (IngestException e) {
                    problems++;
                }
            }
            return new Outcome(whole, problems, true);
        } catch (IngestException e) {
            return new Outcome(whole, problems, false);
        } catch (RuntimeException | Error e) {
            throw new AssertionError(what + " threw " + e, e);
        }
    }

    @Test
    @Timeout(300)
    void survivesDamage() throws IOException {
        int noticed = 0;
        for (Map.Entry<String, byte[]> seed : seeds().entrySet()) {
            int whole = read(seed.getKey(), seed.getValue()).whole();
            noticed += FILES
                    - Damage.read(seed.getValue(), FILES, Noticed.class, bytes -> {
                        Outcome outcome = read(seed.getKey(), bytes);
                        if (outcome.problems() > 0 || !outcome.opened() || outcome.whole() < whole) {
                            throw new Noticed();
                        }
                    });
        }
        assertThat(noticed).isGreaterThan(1000);
    }

    /** That an archive is damaged. */
    private static final class Noticed extends Exception {
        private static final long serialVersionUID = 1L;

        Noticed() {
            super("noticed");
        }
    }

    @Test
    @Timeout(300)
    void survivesTruncationAndSaysSo() throws IOException {
        Random random = new Random(SEED);
        for (Map.Entry<String, byte[]> seed : seeds().entrySet()) {
            byte[] whole = seed.getValue();
            for (int i = 0; i < CUTS; i++) {
                int length = random.nextInt(whole.length);
                String what = seed.getKey() + " of " + whole.length + " cut at " + length;
                Outcome outcome = read(what, Arrays.copyOf(whole, length));
                // The last blocks of a tar are its end mark alone, and its reader asks for one of them.
                boolean onlyMark = seed.getKey().endsWith("a.tar") && length >= whole.length - 512;
                boolean atMember = seed.getKey().equals("a.ar");
                assertThat(outcome.problems() > 0 || !outcome.opened() || onlyMark || atMember)
                        .as(what)
                        .isTrue();
            }
        }
    }
}
