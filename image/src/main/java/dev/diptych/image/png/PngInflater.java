package dev.diptych.image.png;

import dev.diptych.image.ImageException;
import dev.diptych.image.ImageException.Reason;
import dev.diptych.image.color.ColorProfile;
import dev.diptych.image.header.ByteReader;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/** Inflates what a PNG holds in several chunks, as far as it is asked for. */
final class PngInflater implements AutoCloseable {
    private record Piece(int from, int length) {}

    private final byte[] file;
    private final Inflater inflater = new Inflater();
    private final ArrayDeque<Piece> pieces = new ArrayDeque<>();

    PngInflater(byte[] file) {
        this.file = file;
    }

    void add(int from, int length) {
        pieces.add(new Piece(from, length));
    }

    /**
     * Fills {@code target} from {@code offset} on.
     *
     * @return how many bytes there were, fewer than {@code length} only where the data end
     * @throws ImageException if the data are no zlib stream
     */
    int fill(byte[] target, int offset, int length) {
        int filled = 0;
        try {
            while (filled < length) {
                int count = inflater.inflate(target, offset + filled, length - filled);
                filled += count;
                if (count == 0) {
                    if (inflater.finished() || inflater.needsDictionary() || pieces.isEmpty()) {
                        break;
                    }
                    Piece piece = pieces.remove();
                    inflater.setInput(file, piece.from(), piece.length());
                }
            }
            return filled;
        } catch (DataFormatException e) {
            throw ImageException.at(
                    ImageException.NO_OFFSET,
                    Reason.CORRUPT,
                    "compressed data broken (" + e.getMessage() + "), expected a zlib stream");
        }
    }

    /** The profile in an iCCP chunk: a name, a zero, a zero for zlib, then the data; null if it is broken. */
    static byte @Nullable [] profile(ByteReader in, int from, int to) {
        int at = from;
        while (at < to && in.u8(at) != 0) {
            at++;
        }
        if (to - at < 3 || in.u8(at + 1) != 0) {
            return null;
        }
        try (PngInflater inflater = new PngInflater(in.bytes())) {
            inflater.add(at + 2, to - at - 2);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] block = new byte[4096];
            int count = block.length;
            while (count == block.length && out.size() <= ColorProfile.MAX_BYTES) {
                count = inflater.fill(block, 0, block.length);
                out.write(block, 0, count);
            }
            return inflater.inflater.finished() ? out.toByteArray() : null;
        } catch (ImageException e) {
            return null;
        }
    }

    @Override
    public void close() {
        inflater.end();
    }
}
