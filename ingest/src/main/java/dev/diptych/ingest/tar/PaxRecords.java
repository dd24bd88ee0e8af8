package dev.diptych.ingest.tar;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.ingest.name.FileName;
import org.jspecify.annotations.Nullable;

/**
 * The records of a PAX extended header that change how a member is read (POSIX.1-2001, pax, "extended header").
 *
 * @param path the member's name, or null
 * @param size its length, or -1
 */
record PaxRecords(@Nullable String path, long size) {
    static final PaxRecords NONE = new PaxRecords(null, -1);

    /** Reads {@code "LENGTH KEY=VALUE\n"} records, the length counting itself. */
    static PaxRecords parse(byte[] bytes, String source, long offset) {
        @Nullable String path = null;
        long size = -1;
        int start = 0;
        while (start < bytes.length && bytes[start] != 0) {
            int space = start;
            int length = 0;
            while (space < bytes.length && bytes[space] >= '0' && bytes[space] <= '9' && space - start < 8) {
                length = length * 10 + bytes[space++] - '0';
            }
            int end = start + length;
            if (space == start
                    || end > bytes.length
                    || end <= space + 2
                    || bytes[space] != ' '
                    || bytes[end - 1] != '\n') {
                throw new IngestException(
                        Reason.CORRUPT, source, offset, "a malformed PAX record, expected \"LENGTH KEY=VALUE\"");
            }
            String record = FileName.text(bytes, space + 1, end - space - 2);
            if (record.startsWith("path=")) {
                path = record.substring(5);
            } else if (record.startsWith("size=")) {
                size = size(record.substring(5), source, offset);
            }
            start = end;
        }
        return new PaxRecords(path, size);
    }

    private static long size(String digits, String source, long offset) {
        if (!digits.matches("\\d{1,18}")) {
            throw new IngestException(
                    Reason.CORRUPT, source, offset, "a PAX size of '" + digits + "', expected a whole number");
        }
        return Long.parseLong(digits);
    }
}
