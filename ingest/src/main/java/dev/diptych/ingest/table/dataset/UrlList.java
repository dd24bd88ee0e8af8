package dev.diptych.ingest.table.dataset;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.ingest.table.TableFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Locale;
import java.util.regex.Pattern;

/** A list of addresses of images, such as img2dataset takes, where the images themselves are expected. */
public final class UrlList {
    private static final Pattern URL = Pattern.compile("https?:/.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern LINE =
            Pattern.compile("(?:^|[\\s,;|\"'])https?://", Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);
    private static final int LOOKED_AT = 1 << 13;
    private static final String HINT =
            "; nothing is downloaded: img2dataset fetches the images into shards, which can be read";

    private UrlList() {}

    /**
     * Rejects a table whose rows are to name files, and name addresses.
     *
     * @param what the key of the configuration, and the column
     */
    public static void reject(String source, String what, Collection<String> paths) {
        if (!paths.isEmpty()
                && paths.stream().allMatch(path -> URL.matcher(path).matches())) {
            String first = paths.iterator().next();
            throw new IngestException(
                    Reason.BAD_TABLE, source, what + ": URLs such as " + first + ", expected paths of files" + HINT);
        }
    }

    /** Returns why a source that is not there, or that is no archive, cannot be one, if that can be told. */
    public static IngestException explain(Path source, IngestException failure) {
        String name = source.toString();
        if (URL.matcher(name).matches()) {
            return new IngestException(failure.reason(), name, "a URL, expected an archive or a folder" + HINT);
        }
        if (!Files.isRegularFile(source)) {
            return failure;
        }
        boolean table = TableFormat.ofName(name).isPresent();
        if ((table || name.toLowerCase(Locale.ROOT).endsWith(".txt"))
                && LINE.matcher(start(source)).find()) {
            return new IngestException(
                    failure.reason(), name, "a list of URLs, expected an archive or a folder" + HINT);
        }
        return table
                ? new IngestException(
                        failure.reason(),
                        name,
                        "a table, expected an archive or a folder; a configuration names tables, as sources[].table"
                                + " where its rows name files")
                : failure;
    }

    private static String start(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(LOOKED_AT), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
