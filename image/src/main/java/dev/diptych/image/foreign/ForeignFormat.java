package dev.diptych.image.foreign;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Formats that are not decoded but known by their first bytes, so that a message can say what a file is. */
public enum ForeignFormat {
    AVIF("AVIF image"),
    HEIC("HEIC image"),
    JPEG_XL("JPEG XL image"),
    JPEG_2000("JPEG 2000 image"),
    JPEG_XR("JPEG XR image"),
    PSD("Photoshop document (PSD)"),
    ICO("icon (ICO)"),
    BIG_TIFF("BigTIFF image"),
    SVG("SVG drawing"),
    PDF("PDF document"),
    HTML("HTML page"),
    GIT_LFS("Git LFS pointer");

    private static final int LOOKED_AT = 4096;
    private static final int MAX_BRANDS_END = 256;

    // XML's declaration, comments and document types may stand before the first element.
    private static final String BEFORE =
            "(?s)^(?:\u00EF\u00BB\u00BF)?(?:\\s+|<\\?.*?\\?>|<!--.*?-->|<!doctype[^>\\[]*" + "(?:\\[.*?\\]\\s*)?>)*+";
    private static final Pattern SVG_START = Pattern.compile(BEFORE + "<(?:[\\w.-]+:)?svg[\\s>/]");
    private static final Pattern HTML_START = Pattern.compile(BEFORE + "<(?:html|head|body|title|meta|script)[\\s>/]");
    private static final Pattern HTML_TYPE =
            Pattern.compile("(?s)^(?:\u00EF\u00BB\u00BF)?(?:\\s+|<!--.*?-->)*+" + "<!doctype\\s+html");

    private final String title;

    ForeignFormat(String title) {
        this.title = title;
    }

    /** What a file of it is, in words. */
    public String title() {
        return title;
    }

    /** Whether it is a picture or drawing; a page or a pointer got in its place by mistake. */
    public boolean isPicture() {
        return this != HTML && this != GIT_LFS;
    }

    /** What to do about it, after a semicolon; empty where nothing is known. */
    public String hint() {
        return this == GIT_LFS ? "; the file itself was not downloaded: run git lfs pull" : "";
    }

    /** The format that {@code file} begins as; empty where it is none of these. */
    public static Optional<ForeignFormat> detect(byte[] file) {
        String start = new String(file, 0, Math.min(file.length, LOOKED_AT), ISO_8859_1);
        if (start.startsWith("ftyp", 4)) {
            return ofBrands(start);
        }
        if (start.startsWith("\u00FF\n") || start.startsWith("\0\0\0\fJXL \r\n\u0087\n")) {
            return Optional.of(JPEG_XL);
        }
        if (start.startsWith("\u00FFO\u00FFQ") || start.startsWith("\0\0\0\fjP  \r\n\u0087\n")) {
            return Optional.of(JPEG_2000);
        }
        if (start.startsWith("II\u00BC\u0001")) {
            return Optional.of(JPEG_XR);
        }
        if (start.startsWith("8BPS")) {
            return Optional.of(PSD);
        }
        if (start.startsWith("II+\0") || start.startsWith("MM\0+")) {
            return Optional.of(BIG_TIFF);
        }
        if (start.startsWith("%PDF-")) {
            return Optional.of(PDF);
        }
        if (start.startsWith("version https://git-lfs.github.com/spec/")) {
            return Optional.of(GIT_LFS);
        }
        return isIcon(file) ? Optional.of(ICO) : ofText(start.toLowerCase(Locale.ROOT));
    }

    /** Of a file in ISO's base media format (ISO 14496-12, section 4.3): by the brands that it says it is. */
    private static Optional<ForeignFormat> ofBrands(String start) {
        int end = Math.min(start.length(), Math.min(MAX_BRANDS_END, start.charAt(2) << 8 | start.charAt(3)));
        String brands = start.substring(8, Math.max(8, end));
        if (brands.contains("avif") || brands.contains("avis")) {
            return Optional.of(AVIF);
        }
        boolean heif = Stream.of("hei", "hev", "mif1", "msf1").anyMatch(brands::contains);
        return heif ? Optional.of(HEIC) : Optional.empty();
    }

    /** Four bytes are a weak signature: a directory of one or more pictures must follow. */
    private static boolean isIcon(byte[] file) {
        int header = 6;
        int entry = 16;
        if (file.length < header + entry || file[0] != 0 || file[1] != 0 || file[3] != 0) {
            return false;
        }
        int count = (file[4] & 0xFF) | (file[5] & 0xFF) << 8;
        boolean known = file[2] == 1 || file[2] == 2;
        return known && count > 0 && file.length >= header + entry * count && file[header + 3] == 0;
    }

    private static Optional<ForeignFormat> ofText(String start) {
        if (SVG_START.matcher(start).find()) {
            return Optional.of(SVG);
        }
        boolean html =
                HTML_TYPE.matcher(start).find() || HTML_START.matcher(start).find();
        return html ? Optional.of(HTML) : Optional.empty();
    }
}
