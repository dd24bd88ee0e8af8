package dev.diptych.report;

import java.util.Base64;

/**
 * An image within the page.
 *
 * @param dataUri {@code data:image/...;base64,...}
 * @param description for those who do not see it
 */
public record Picture(String dataUri, String description) {
    public Picture {
        if (!dataUri.matches("(?s)data:image/(png|jpeg|webp);base64,[A-Za-z0-9+/]*={0,2}")) {
            throw new IllegalArgumentException("picture refused: " + description + ": \""
                    + dataUri.substring(0, Math.min(40, dataUri.length()))
                    + "...\", expected a base64 data URI of a PNG, JPEG or WebP image");
        }
    }

    /**
     * The picture in these bytes of a file.
     *
     * @param mediaType {@code image/png}, {@code image/jpeg} or {@code image/webp}
     */
    public static Picture of(String mediaType, byte[] file, String description) {
        return new Picture(
                "data:" + mediaType + ";base64," + Base64.getEncoder().encodeToString(file), description);
    }

    /** Draws it, loaded when it is scrolled to. */
    public void draw(Markup page) {
        page.empty("img", "src", dataUri, "alt", description, "title", description, "loading", "lazy");
    }
}
