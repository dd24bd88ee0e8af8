package dev.diptych.ingest.table.text;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records of fields between separators, by RFC 4180 with any line ends; lines without text are passed over. After a record
 * that cannot be read the next one is looked for on the line after its first, so that a stray quote costs one record and not
 * the rest of the file.
 */
public final class DelimitedText {
    /** The most characters of a record. */
    static final int MAX_RECORD = 1 << 20;

    private static final int END = -1;
    private static final char QUOTE = '"';

    /**
     * A record, or what is wrong with it.
     *
     * @param line on which it begins, from 1
     * @param problem null if it could be read
     */
    public record Record(
            List<String> fields, long line, @Nullable String problem) {}

    private static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1L;

        MalformedException(String message) {
            super(message);
        }
    }

    private final Reader in;
    private final char separator;
    private final boolean quotes;
    private char[] buffer = new char[1 << 13];
    private int start;
    private int limit;
    private boolean ended;

    /** Where the record at hand has been read to, from {@code start}. */
    private int at;

    private long line = 1;

    /** @param quotes whether a field in quotes may hold separators, line ends, and quotes written twice */
    public DelimitedText(Reader in, char separator, boolean quotes) {
        this.in = in;
        this.separator = separator;
        this.quotes = quotes;
    }

    /** Returns the next record, or null after the last. */
    public @Nullable Record next() throws IOException {
        at = 0;
        try {
            while (isLineEnd(peek())) {
                if (peek() == END) {
                    return null;
                }
                endLine();
            }
            long first = line;
            List<String> fields = fields();
            endLine();
            return new Record(fields, first, null);
        } catch (MalformedException e) {
            return new Record(List.of(), skipLine(), e.getMessage());
        }
    }

    private List<String> fields() throws IOException, MalformedException {
        List<String> fields = new ArrayList<>();
        fields.add(field());
        while (peek() == separator) {
            at++;
            fields.add(field());
        }
        return fields;
    }

    private String field() throws IOException, MalformedException {
        if (quotes && peek() == QUOTE) {
            return quoted();
        }
        StringBuilder field = new StringBuilder();
        int c = peek();
        while (c != separator && !isLineEnd(c)) {
            field.append((char) c);
            at++;
            c = peek();
        }
        return field.toString();
    }

    private String quoted() throws IOException, MalformedException {
        StringBuilder field = new StringBuilder();
        at++;
        while (true) {
            int c = peek();
            if (c == END) {
                throw new MalformedException("a quote that is not closed, expected its end");
            }
            at++;
            if (c == QUOTE && peek() != QUOTE) {
                break;
            }
            at += c == QUOTE ? 1 : 0;
            field.append((char) c);
        }
        while (peek() == ' ') {
            at++;
        }
        if (peek() != separator && !isLineEnd(peek())) {
            throw new MalformedException("text after a closing quote, expected a separator or the line's end");
        }
        return field.toString();
    }

    /** Ends the record, and counts the lines in it. */
    private void endLine() throws IOException, MalformedException {
        if (peek() == '\r') {
            at++;
        }
        if (peek() == '\n') {
            at++;
        }
        for (int i = start; i < start + at; i++) {
            boolean lonely = buffer[i] == '\r' && (i + 1 == start + at || buffer[i + 1] != '\n');
            line += buffer[i] == '\n' || lonely ? 1 : 0;
        }
        start += at;
        at = 0;
    }

    /** Gives up the record from the end of its first line on, and returns that line's number. */
    private long skipLine() throws IOException {
        at = 0;
        try {
            while (!isLineEnd(peek())) {
                if (at > 1 << 12) {
                    start += at;
                    at = 0;
                }
                at++;
            }
            start += at;
            at = 0;
            long skipped = line;
            endLine();
            return skipped;
        } catch (MalformedException e) {
            throw new IllegalStateException("no record is long enough here", e);
        }
    }

    private static boolean isLineEnd(int c) {
        return c == '\n' || c == '\r' || c == END;
    }

    /** Returns the character to be read next, or {@link #END}. */
    private int peek() throws IOException, MalformedException {
        while (start + at >= limit) {
            if (ended) {
                return END;
            }
            if (at > MAX_RECORD) {
                throw new MalformedException("over " + MAX_RECORD + " characters, expected at most that in a row");
            }
            fill();
        }
        return buffer[start + at];
    }

    private void fill() throws IOException {
        System.arraycopy(buffer, start, buffer, 0, limit - start);
        limit -= start;
        start = 0;
        if (limit == buffer.length) {
            buffer = Arrays.copyOf(buffer, 2 * limit);
        }
        int read = in.read(buffer, limit, buffer.length - limit);
        ended = read < 0;
        limit += Math.max(0, read);
    }
}
