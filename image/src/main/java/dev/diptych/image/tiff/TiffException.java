package dev.diptych.image.tiff;

/** Says why a TIFF gives no pixels. */
public final class TiffException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean unsupported;

    private TiffException(String detail, boolean unsupported) {
        super(detail);
        this.unsupported = unsupported;
    }

    /** Of a file that may be right, in a variant that is not decoded. */
    static TiffException unsupported(String actual, String expected) {
        return new TiffException(actual + ", expected " + expected, true);
    }

    /** Of a file that breaks the format's rules. */
    static TiffException corrupt(String actual, String expected) {
        return new TiffException(actual + ", expected " + expected, false);
    }

    /** Whether the file may be right, in a variant that is not decoded. */
    public boolean isUnsupported() {
        return unsupported;
    }
}
