package dev.diptych.spark.files;

import java.io.IOException;
import java.io.OutputStream;

/** A file that is written from its beginning to its end, and is there as a whole once it is closed. */
final class HadoopOutput extends OutputStream {
    private final HadoopPath path;
    private final OutputStream out;

    HadoopOutput(HadoopPath path, OutputStream out) {
        this.path = path;
        this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        run(() -> out.write(bytes, from, count));
    }

    @Override
    public void flush() throws IOException {
        run(out::flush);
    }

    @Override
    public void close() throws IOException {
        run(out::close);
    }

    @FunctionalInterface
    private interface Action {
        void run() throws IOException;
    }

    private void run(Action action) throws IOException {
        try {
            action.run();
        } catch (IOException | RuntimeException e) {
            throw HadoopRefusal.of(path, e);
        }
    }
}
