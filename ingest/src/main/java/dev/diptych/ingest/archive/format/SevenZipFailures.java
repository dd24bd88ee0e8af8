package dev.diptych.ingest.archive.format;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.ingest.compression.Expansion;
import dev.diptych.ingest.compression.Failures;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.compress.MemoryLimitException;
import org.apache.commons.compress.PasswordRequiredException;

/** Tells what is not read of a 7z archive from what is damaged. */
final class SevenZipFailures {
    /** Ends with the method's number, as a list of signed bytes. */
    private static final Pattern UNSUPPORTED = Pattern.compile("Unsupported compression method \\[([-0-9, ]+)].*");

    /** Methods by their numbers (7-Zip, DOC/Methods.txt). */
    private static final Map<String, String> METHODS = Map.of(
            "030401", "PPMd", "04f71101", "Zstandard", "04f71102", "Brotli", "04f71104", "LZ4", "04f71105", "LZ5");

    private SevenZipFailures() {}

    static IngestException of(Throwable e, String source, Expansion limits, String expected) {
        if (e instanceof PasswordRequiredException) {
            return encrypted(source);
        }
        if (e instanceof MemoryLimitException memory) {
            return limits.tooMuchMemory((memory.getMemoryNeededInKb() + 1023) >> 10);
        }
        String said = Failures.said(e);
        Matcher method = UNSUPPORTED.matcher(said);
        if (method.matches() || said.startsWith("Multi input/output stream coders")) {
            String name = method.matches() ? name(method.group(1)) : "BCJ2";
            return unsupported(source, "compressed by " + name + ", expected LZMA, LZMA2, BZip2, Deflate or none");
        }
        return Failures.of(e, source, IngestException.NO_OFFSET, expected);
    }

    static IngestException encrypted(String source) {
        return unsupported(source, "encrypted, expected an archive without a password");
    }

    private static IngestException unsupported(String source, String detail) {
        return new IngestException(Reason.UNSUPPORTED, source, detail);
    }

    private static String name(String bytes) {
        StringBuilder number = new StringBuilder();
        for (String each : bytes.split(", ")) {
            number.append(HexFormat.of().toHexDigits(Byte.parseByte(each)));
        }
        return METHODS.getOrDefault(number.toString(), "method " + number);
    }
}
