package dev.diptych.export.safetensors;

import dev.diptych.export.safetensors.HeaderReader.Entry;
import dev.diptych.export.safetensors.SafetensorsException.Reason;
import dev.diptych.nn.tensor.BFloat16;
import dev.diptych.nn.tensor.Float16;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A safetensors file, open for reading; its data is mapped into memory a window at a time. */
public final class SafetensorsFile implements TensorReader {
    private static final long LARGEST_HEADER = 100_000_000; // safetensors' own limit
    private static final long WINDOW = 1L << 30; // bytes

    private final Path file;
    private final FileChannel channel;
    private final long window;
    private final long dataStart;
    private final Map<String, Entry> entries;
    private final Map<String, TensorInfo> tensors = new LinkedHashMap<>();

    private SafetensorsFile(Path file, FileChannel channel, long window, long dataStart, Map<String, Entry> entries) {
        this.file = file;
        this.channel = channel;
        this.window = window;
        this.dataStart = dataStart;
        this.entries = entries;
        entries.forEach((name, entry) -> tensors.put(name, entry.info()));
    }

    /**
     * Opens a file and checks its header against its length.
     *
     * @throws SafetensorsException if it cannot be read or breaks the format
     */
    public static SafetensorsFile open(Path file) {
        return open(file, WINDOW);
    }

    /** @param window bytes mapped at a time, a multiple of 8 */
    static SafetensorsFile open(Path file, long window) {
        if (Files.isDirectory(file)) {
            throw problem(Reason.UNREADABLE, file, "a folder, expected a safetensors file");
        }
        try {
            FileChannel channel = FileChannel.open(file);
            try {
                return open(file, channel, window);
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw SafetensorsException.unreadable(file, "a safetensors file", e);
        }
    }

    private static SafetensorsFile open(Path file, FileChannel channel, long window) throws IOException {
        long size = channel.size();
        ByteBuffer head = bytes(channel, 0, (int) Math.min(Long.BYTES + 1, size));
        if (Pickle.isStart(head.array())) {
            Path converted = file.resolveSibling("converted.safetensors");
            throw Pickle.refusal(List.of(file), converted, "; then give it the name of the other");
        }
        if (size < Long.BYTES) {
            throw problem(Reason.HEADER, file, size + " bytes, expected at least 8 for the header's length");
        }
        long length = head.getLong();
        long largest = Math.min(LARGEST_HEADER, size - Long.BYTES);
        if (length < 2 || length > largest) {
            throw new SafetensorsException(
                    Reason.HEADER,
                    file.toString(),
                    "",
                    0,
                    "header length " + Long.toUnsignedString(length) + ", expected 2 to " + largest + " bytes"
                            + (largest == LARGEST_HEADER ? ", the format's limit" : ", as the file has"));
        }
        byte[] header = bytes(channel, Long.BYTES, (int) length).array();
        long dataStart = Long.BYTES + length;
        Map<String, Entry> entries = HeaderReader.read(file.toString(), header, size - dataStart);
        return new SafetensorsFile(file, channel, window, dataStart, entries);
    }

    @Override
    public Path source() {
        return file;
    }

    @Override
    public Map<String, TensorInfo> tensors() {
        return tensors;
    }

    @Override
    public float[] read(String name) {
        Entry entry = entries.get(name);
        if (entry == null) {
            throw new SafetensorsException(
                    Reason.MISSING, file.toString(), name, SafetensorsException.NO_OFFSET, "missing, expected it");
        }
        long at = dataStart + entry.begin();
        if (!entry.info().type().isFloat32()) {
            throw new SafetensorsException(
                    Reason.DTYPE,
                    file.toString(),
                    name,
                    at,
                    "dtype " + entry.info().type() + ", expected F32, F16 or BF16");
        }
        long count = entry.info().elements();
        if (count > Integer.MAX_VALUE - 8) {
            throw new SafetensorsException(
                    Reason.SHAPE, file.toString(), name, at, count + " values, expected fewer than 2^31");
        }
        float[] values = new float[(int) count];
        int width = entry.info().type().bytes();
        try {
            for (long from = 0; from < count * width; from += window) {
                long length = Math.min(window, count * width - from);
                ByteBuffer mapped =
                        channel.map(MapMode.READ_ONLY, at + from, length).order(ByteOrder.LITTLE_ENDIAN);
                convert(entry.info().type(), mapped, values, (int) (from / width), (int) (length / width));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return values;
    }

    private static void convert(StoredType type, ByteBuffer bytes, float[] values, int offset, int count) {
        if (type == StoredType.F32) {
            bytes.asFloatBuffer().get(values, offset, count);
            return;
        }
        ShortBuffer halves = bytes.asShortBuffer();
        for (int i = 0; i < count; i++) {
            short bits = halves.get(i);
            values[offset + i] = type == StoredType.F16 ? Float16.toFloat(bits) : BFloat16.toFloat(bits);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ByteBuffer bytes(FileChannel channel, long position, int count) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                throw new IOException("it became shorter while it was read");
            }
        }
        return buffer.flip();
    }

    private static SafetensorsException problem(Reason reason, Path file, String problem) {
        return new SafetensorsException(reason, file.toString(), "", SafetensorsException.NO_OFFSET, problem);
    }
}
