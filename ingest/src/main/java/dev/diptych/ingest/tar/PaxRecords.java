package dev.diptych.ingest.tar;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.ingest.name.FileName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The records of a PAX extended header that change how a member is read (POSIX.1-2001, pax, "extended header"), and those of
 * GNU tar's and libarchive's sparse files (GNU tar's manual, "Storing Sparse Files").
 *
 * @param path the member's name, or null
 * @param size its length as stored, or -1
 * @param realSize the length of a sparse file with its holes, or -1 where it is none
 * @param parts of a sparse file, an offset and a length in turn; formats 0.0 and 0.1
 * @param mapFirst whether the contents begin with the parts; format 1.0
 */
record PaxRecords(@Nullable String path, long size, long realSize, List<Long> parts, boolean mapFirst) {
    static final PaxRecords NONE = new PaxRecords(null, -1, -1, List.of(), false);

    private static final String SPARSE = "GNU.sparse.";

    /** Reads {@code "LENGTH KEY=VALUE\n"} records, the length counting itself. */
    static PaxRecords parse(byte[] bytes, String source, long offset) {
        @Nullable String path = null;
        @Nullable String sparsePath = null;
        long size = -1;
        long realSize = -1;
        List<Long> parts = new ArrayList<>();
        boolean mapFirst = false;
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
            String value = record.substring(record.indexOf('=') + 1);
            switch (record.substring(0, record.length() - value.length())) {
                case "path=" -> path = value;
                case "size=" -> size = number(value, source, offset);
                case SPARSE + "name=" -> sparsePath = value;
                case SPARSE + "size=", SPARSE + "realsize=" -> realSize = number(value, source, offset);
                case SPARSE + "major=" -> mapFirst = value.equals("1");
                case SPARSE + "offset=", SPARSE + "numbytes=" -> parts.add(number(value, source, offset));
                case SPARSE + "map=" ->
                    Arrays.stream(value.split(",")).forEach(each -> parts.add(number(each, source, offset)));
                default -> {
                    // Times, owners and the like.
                }
            }
            start = end;
        }
        return new PaxRecords(sparsePath == null ? path : sparsePath, size, realSize, parts, mapFirst);
    }

    private static long number(String digits, String source, long offset) {
        if (!digits.matches("\\d{1,18}")) {
            throw new IngestException(
                    Reason.CORRUPT, source, offset, "a PAX size of '" + digits + "', expected a whole number");
        }
        return Long.parseLong(digits);
    }
}
