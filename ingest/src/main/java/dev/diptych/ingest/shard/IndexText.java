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
    private static final int MEMBERS = 3; // that most samples have

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
        byte[] body = text.toString().getBytes(StandardCharsets.UTF_8);
        String checksum = HexFormat.of().toHexDigits(crc32c(body, body.length));
        return text.append(CHECKSUM).append(checksum).append('\n').toString();
    }

    static ShardIndex parse(String source, byte[] file) {
        String text = new String(file, StandardCharsets.UTF_8);
        int end = text.lastIndexOf(CHECKSUM);
        if (!text.startsWith(MAGIC + " ") || end < 0) {
            throw corrupt(source, "no '" + MAGIC + "' with a checksum at its end");
        }
        String checksum = text.substring(end);
        int body = file.length - checksum.getBytes(StandardCharsets.UTF_8).length;
        if (body < 0 || !checksum.equals(CHECKSUM + HexFormat.of().toHexDigits(crc32c(file, body)) + "\n")) {
            throw corrupt(source, "a wrong checksum");
        }
        try {
            return lines(source, text, end);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw corrupt(source, "a line that is none of an index (" + e.getMessage() + ")");
        }
    }

    /** Reads millions of lines, so it makes no strings but those that are kept. */
    private static ShardIndex lines(String source, String text, int end) {
        int at = text.indexOf('\n') + 1;
        String[] head = text.substring(MAGIC.length() + 1, at - 1).split(" ", -1);
        long shardBytes = Long.parseLong(head[1]);
        List<IndexedSample> samples = new ArrayList<>();
        while (at < end) {
            int lineEnd = text.indexOf('\n', at);
            samples.add(sample(text, at, lineEnd, shardBytes));
            at = lineEnd + 1;
        }
        if (samples.size() != Integer.parseInt(head[0])) {
            throw corrupt(source, samples.size() + " samples where it says " + head[0]);
        }
        return new ShardIndex(shardBytes, samples);
    }

    private static IndexedSample sample(String text, int from, int to, long shardBytes) {
        int at = fieldEnd(text, from, to);
        String key = named(text.substring(from, at));
        List<IndexedMember> members = new ArrayList<>(MEMBERS);
        while (at < to) {
            int next = fieldEnd(text, at + 1, to);
            IndexedMember member = member(text, at + 1, next);
            if (member.offset() > shardBytes - member.length()) {
                throw new IllegalArgumentException(member.extension() + " behind the shard's end");
            }
            members.add(member);
            at = next;
        }
        return new IndexedSample(key, members);
    }

    private static IndexedMember member(String text, int from, int to) {
        int offset = text.indexOf(' ', from) + 1;
        int length = text.indexOf(' ', offset) + 1;
        int checksum = text.indexOf(' ', length) + 1;
        return new IndexedMember(
                named(text.substring(from, offset - 1)),
                Long.parseLong(text, offset, length - 1, 10),
                Integer.parseInt(text, length, checksum - 1, 10),
                HexFormat.fromHexDigits(text, checksum, to));
    }

    private static int fieldEnd(String text, int from, int to) {
        int tab = text.indexOf('\t', from);
        return tab < 0 || tab > to ? to : tab;
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

    private static int crc32c(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    private static IngestException corrupt(String source, String actual) {
        return new IngestException(
                Reason.CORRUPT, source, actual + ", expected a whole index; delete it to have it made again");
    }
}
