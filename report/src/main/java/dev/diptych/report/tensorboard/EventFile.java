package dev.diptych.report.tensorboard;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Map;

/**
 * A file of scalars that TensorBoard reads: each record an {@code Event} (tensorflow/core/util/event.proto), flushed once it is
 * written. Later files of a folder go on where earlier ones end.
 */
public final class EventFile implements AutoCloseable {
    private static final String VERSION = "brain.Event:2";

    /** {@code SessionLog.SessionStatus.START}. */
    private static final int START = 1;

    private final Path file;
    private final OutputStream out;

    private EventFile(Path file, OutputStream out) {
        this.file = file;
        this.out = out;
    }

    /**
     * Begins another file of a folder, which is made where it is not there.
     *
     * @param seconds since 1970
     * @throws IOException if the folder cannot be written to
     */
    public static EventFile create(Path folder, double seconds) throws IOException {
        Files.createDirectories(folder);
        Path file =
                free(folder.resolve(String.format(Locale.ROOT, "events.out.tfevents.%010d.diptych", (long) seconds)));
        OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        EventFile events = new EventFile(file, out);
        events.write(new Message().number(1, seconds).text(3, VERSION));
        return events;
    }

    private static Path free(Path file) {
        Path free = file;
        for (int i = 1; Files.exists(free); i++) {
            free = file.resolveSibling(file.getFileName() + "." + i);
        }
        return free;
    }

    /** Where it is written. */
    public Path path() {
        return file;
    }

    /**
     * Says that steps from one on are taken again: what was written of them before is no longer shown.
     *
     * @param step the first of them, from 1
     * @param seconds since 1970
     */
    public void restart(long step, double seconds) throws IOException {
        write(event(step, seconds).message(7, new Message().integer(1, START)));
    }

    /**
     * Adds the values of a step.
     *
     * @param seconds since 1970
     * @param values by tag, such as {@code train/loss}; written as float32
     */
    public void add(long step, double seconds, Map<String, Double> values) throws IOException {
        Message summary = new Message();
        values.forEach(
                (tag, value) -> summary.message(1, new Message().text(1, tag).number(2, value.floatValue())));
        write(event(step, seconds).message(5, summary));
    }

    private static Message event(long step, double seconds) {
        return new Message().number(1, seconds).integer(2, step);
    }

    private void write(Message event) throws IOException {
        out.write(Frame.of(event.bytes()));
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
