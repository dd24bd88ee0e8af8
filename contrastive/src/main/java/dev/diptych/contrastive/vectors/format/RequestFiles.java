package dev.diptych.contrastive.vectors.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import dev.diptych.contrastive.vectors.row.VectorExportException;
import dev.diptych.file.Trouble;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Files of JSON that are sent as a request each, none larger than an engine takes: {@code stem-00000.ext} and so on. */
final class RequestFiles implements AutoCloseable {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .build();

    private final Path folder;
    private final String stem;
    private final String extension;
    private final Frame frame;
    private final long limit;
    private final ByteArrayOutputStream entry = new ByteArrayOutputStream();

    private @Nullable OutputStream out;
    private Path file;
    private int files;
    private long bytes;

    /** What stands before a file's entries, between them and after them. */
    record Frame(String before, String between, String after) {
        /** Entries on lines. */
        static final Frame LINES = new Frame("", "", "");
    }

    /** Writes one entry; {@code writeRaw('\n')} ends a line. */
    interface Entry {
        void writeTo(JsonGenerator json) throws IOException;
    }

    /** @param limit bytes of a file */
    RequestFiles(Path folder, String stem, String extension, Frame frame, long limit) {
        this.folder = folder;
        this.stem = stem;
        this.extension = extension;
        this.frame = frame;
        this.limit = limit;
        this.file = folder;
    }

    /**
     * Adds an entry to the file at hand, or to a new one.
     *
     * @param id of its row
     * @throws VectorExportException if it alone is larger than a file may be
     */
    void add(long id, Entry contents) throws IOException {
        entry.reset();
        try (JsonGenerator json = JSON.createGenerator(entry)) {
            json.setRootValueSeparator(null);
            contents.writeTo(json);
        }
        long frameBytes = (long) frame.before().length() + frame.after().length();
        if (frameBytes + entry.size() > limit) {
            throw new VectorExportException(
                    "row " + id,
                    frameBytes + entry.size() + " bytes of JSON, expected at most " + limit
                            + "; leave out a field, or allow larger files");
        }
        try {
            if (out != null
                    && bytes
                                    + frame.between().length()
                                    + entry.size()
                                    + frame.after().length()
                            > limit) {
                end();
            }
            if (out == null) {
                begin();
            } else {
                write(frame.between());
            }
            entry.writeTo(out);
            bytes += entry.size();
        } catch (IOException e) {
            throw Trouble.named(file, e);
        }
    }

    private void begin() throws IOException {
        String digits = Integer.toString(files++);
        file = folder.resolve(stem + "-" + "0".repeat(Math.max(0, 5 - digits.length())) + digits + extension);
        out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
        bytes = 0;
        write(frame.before());
    }

    private void write(String text) throws IOException {
        if (out != null) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            bytes += text.length();
        }
    }

    private void end() throws IOException {
        write(frame.after());
        close();
    }

    void finish() throws IOException {
        end();
    }

    @Override
    public void close() throws IOException {
        if (out != null) {
            out.close();
            out = null;
        }
    }
}
