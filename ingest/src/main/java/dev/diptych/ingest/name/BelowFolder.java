package dev.diptych.ingest.name;

import java.io.File;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * The names of the files below a folder, with {@code /} between their parts, as {@link FileName} makes text of their bytes.
 * Java's own text of a path loses bytes that the locale's encoding does not have; its URI holds them all.
 */
public record BelowFolder(Path folder) {
    private static final String UNRESERVED = "/-._~";
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    /** Returns the name of a file below the folder. */
    public String name(Path file) {
        String whole = folder.toString();
        int from = whole.length() + (whole.endsWith(File.separator) || whole.isEmpty() ? 0 : 1);
        String name = file.toString().substring(from).replace(File.separatorChar, '/');
        if (name.indexOf('\uFFFD') < 0 && name.indexOf('<') < 0) {
            return name;
        }
        int start = slashed(folder.toUri().getRawPath()).length();
        return FileName.text(decoded(file.toUri().getRawPath().substring(start)));
    }

    /**
     * Returns the file of a name.
     *
     * @throws InvalidPathException if the system has no files of such names
     */
    public Path file(String name) {
        if (name.indexOf('\0') >= 0) {
            throw new InvalidPathException(name, "a NUL in a name");
        }
        if (name.indexOf('<') < 0) {
            try {
                return folder.resolve(name);
            } catch (InvalidPathException e) {
                // The locale's encoding lacks a character: its bytes are given.
            }
        }
        URI uri = folder.toUri();
        String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
        String path = slashed(uri.getRawPath()) + encoded(FileName.bytes(name));
        return folder.getFileSystem().provider().getPath(URI.create(uri.getScheme() + "://" + authority + path));
    }

    private static String slashed(String path) {
        return path.endsWith("/") ? path : path + "/";
    }

    private static byte[] decoded(String path) {
        ByteBuffer bytes = ByteBuffer.allocate(path.length());
        for (int i = 0; i < path.length(); i++) {
            if (path.charAt(i) == '%') {
                bytes.put((byte) HexFormat.fromHexDigits(path, i + 1, i + 3));
                i += 2;
            } else {
                bytes.put((byte) path.charAt(i));
            }
        }
        byte[] whole = new byte[bytes.position()];
        bytes.flip().get(whole);
        return whole;
    }

    private static String encoded(byte[] bytes) {
        StringBuilder path = new StringBuilder(3 * bytes.length);
        for (byte b : bytes) {
            boolean plain = b > 0 && (Character.isLetterOrDigit(b) || UNRESERVED.indexOf(b) >= 0);
            path.append(plain ? String.valueOf((char) b) : "%" + HEX.toHexDigits(b));
        }
        return path.toString();
    }
}
