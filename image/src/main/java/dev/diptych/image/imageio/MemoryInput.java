package dev.diptych.image.imageio;

import java.io.EOFException;
import java.io.IOException;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * A codec's input over bytes in memory, which ends for good.
 *
 * <p>Some codecs take the end of the file for zeros and go on, on a few bytes for minutes. They may look past the end a
 * little, as a bit reader does that refills ahead; then the input fails.
 */
public final class MemoryInput extends ImageInputStreamImpl {
    private static final int READS_PAST_END = 64;

    /** Not an {@link EOFException}, which those codecs catch. */
    public static final class EndlessReadException extends IOException {
        private static final long serialVersionUID = 1L;

        EndlessReadException() {
            super("reads on past the end");
        }
    }

    private final byte[] bytes;
    private int readsPastEnd;

    public MemoryInput(byte[] bytes) {
        this.bytes = bytes;
    }

    @Override
    public int read() throws IOException {
        if (streamPos >= bytes.length) {
            return pastEnd();
        }
        bitOffset = 0;
        return bytes[(int) streamPos++] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (streamPos >= bytes.length) {
            return pastEnd();
        }
        bitOffset = 0;
        int count = (int) Math.min(length, bytes.length - streamPos);
        System.arraycopy(bytes, (int) streamPos, target, offset, count);
        streamPos += count;
        return count;
    }

    @Override
    public long length() {
        return bytes.length;
    }

    private int pastEnd() throws EndlessReadException {
        if (++readsPastEnd > READS_PAST_END) {
            throw new EndlessReadException();
        }
        return -1;
    }
}
