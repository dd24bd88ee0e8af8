package dev.diptych.image;

import java.util.Optional;

/** The file formats that the decoder knows, told apart by their first bytes, never by a file's name. */
public enum ImageFormat {
    JPEG("jpg"),
    PNG("png"),
    WEBP("webp"),
    GIF("gif"),
    BMP("bmp"),
    TIFF("tif");

    private final String extension;

    ImageFormat(String extension) {
        this.extension = extension;
    }

    /** The usual extension of a file's name, without the dot. */
    public String extension() {
        return extension;
    }

    /** The format whose signature {@code file} starts with; empty where there is none. */
    public static Optional<ImageFormat> detect(byte[] file) {
        if (starts(file, 0, 0xFF, 0xD8, 0xFF)) {
            return Optional.of(JPEG);
        }
        if (starts(file, 0, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n')) {
            return Optional.of(PNG);
        }
        if (starts(file, 0, 'R', 'I', 'F', 'F') && starts(file, 8, 'W', 'E', 'B', 'P')) {
            return Optional.of(WEBP);
        }
        if (starts(file, 0, 'G', 'I', 'F', '8', '7', 'a') || starts(file, 0, 'G', 'I', 'F', '8', '9', 'a')) {
            return Optional.of(GIF);
        }
        if (starts(file, 0, 'I', 'I', 42, 0) || starts(file, 0, 'M', 'M', 0, 42)) {
            return Optional.of(TIFF);
        }
        // Two letters are a weak signature: the reserved words and the header's length must agree too.
        if (starts(file, 0, 'B', 'M') && starts(file, 6, 0, 0, 0, 0) && starts(file, 15, 0, 0, 0)) {
            return Optional.of(BMP);
        }
        return Optional.empty();
    }

    private static boolean starts(byte[] file, int offset, int... signature) {
        if (file.length < offset + signature.length) {
            return false;
        }
        for (int i = 0; i < signature.length; i++) {
            if ((file[offset + i] & 0xFF) != signature[i]) {
                return false;
            }
        }
        return true;
    }
}
