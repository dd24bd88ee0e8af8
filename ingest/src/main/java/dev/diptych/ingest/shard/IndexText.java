package dev.diptych.ingest.shard;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;

/** The index's file: a head, a line for each sample with tabs between its members, and the checksum of all that. */
final class IndexText {
    private static final String MAGIC = "diptych-index 1";
    private static final String CHECKSUM = "crc32c ";

    private IndexText() {}

    static String text(ShardIndex index) {
        StringBuilder text = new StringBuilder(index.samples().size() * 120 + 80);
        text.append(MAGIC)
                .append(' ')
                .append(index.samples().size())
                .append(' ')
                .append(index.shardBytes())
                .append('\n');
        for (IndexedSample sample : index.samples()) {
            text.append(written(sample.key()));
            for (IndexedMember member : sample.members()) {
                text.append('\t').append(written(member.extension()).replace(" ", "<20>"));
                text.append(' ')
                        .append(member.offset())
                        .append(' ')
                        .append(member.length())
                        .append(' ');
                text.append(HexFormat.of().toHexDigits(member.crc32c()));
            }
            text.append('\n');
        }
        String checksum = HexFormat.of().toHexDigits(crc32c(text.toString()));
        return text.append(CHECKSUM).append(checksum).append('\n').toString();
    }

    static ShardIndex parse(String source, byte[] file) {
        String text = new String(file, StandardCharsets.UTF_8);
        int end = text.lastIndexOf(CHECKSUM);
        if (!text.startsWith(MAGIC + " ") || end < 0) {
            throw corrupt(source, "no '" + MAGIC + "' with a checksum at its end");
        }
        String body = text.substring(0, end);
        if (!text.substring(end).equals(CHECKSUM + HexFormat.of().toHexDigits(crc32c(body)) + "\n")) {
            throw corrupt(source, "a wrong checksum");
        }
        try {
            return lines(source, body.split("\n", -1));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw corrupt(source, "a line that is none of an index (" + e.getMessage() + ")");
        }
    }

    private static ShardIndex lines(String source, String[] lines) {
        String[] head = lines[0].substring(MAGIC.length() + 1).split(" ", -1);
        List<IndexedSample> samples = new ArrayList<>(lines.length);
        for (int i = 1; i < lines.length - 1; i++) {
            String[] fields = lines[i].split("\t", -1);
            List<IndexedMember> members = new ArrayList<>(fields.length);
            for (int f = 1; f < fields.length; f++) {
                String[] parts = fields[f].split(" ", -1);
                members.add(new IndexedMember(
                        named(parts[0]),
                        Long.parseLong(parts[1]),
                        Integer.parseInt(parts[2]),
                        HexFormat.fromHexDigits(parts[3])));
            }
            samples.add(new IndexedSample(named(fields[0]), members));
        }
        if (samples.size() != Integer.parseInt(head[0])) {
            throw corrupt(source, samples.size() + " samples where it says " + head[0]);
        }
        return new ShardIndex(Long.parseLong(head[1]), samples);
    }

    /** Writes what would end a field as {@code FileName} writes bytes that are no text; no name has that itself. */
    private static String written(String name) {
        return name.replace("\t", "<09>").replace("\n", "<0A>").replace("\r", "<0D>");
    }

    private static String named(String written) {
        return written.indexOf('<') < 0
                ? written
                : written.replace("<09>", "\t")
                        .replace("<0A>", "\n")
                        .replace("<0D>", "\r")
                        .replace("<20>", " ");
    }

    private static int crc32c(String text) {
        CRC32C crc = new CRC32C();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return (int) crc.getValue();
    }

    private static IngestException corrupt(String source, String actual) {
        return new IngestException(
                Reason.CORRUPT, source, actual + ", expected a whole index; delete it to have it made again");
    }
}
