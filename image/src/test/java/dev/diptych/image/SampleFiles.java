package dev.diptych.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The files beside the tests: {@link Synthetic#ramp} of 24x16, written by Pillow in many formats. */
final class SampleFiles {
    static final int WIDTH = 24;
    static final int HEIGHT = 16;

    private SampleFiles() {}

    static byte[] read(String name) {
        try (InputStream in = SampleFiles.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalArgumentException("no sample file " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
