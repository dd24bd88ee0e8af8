package dev.diptych.cli.progress;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Shows done of total, the rate, the time left and a free text, such as
 * {@code train  20 %  1200/5970 steps  4.1 steps/s  ETA 19:23  loss 3.21}. It may be called from several threads, and
 * after every item: it draws no more often than is of use.
 */
public final class Progress implements AutoCloseable {
    private static final long SECOND = 1_000_000_000L;
    private static final long HOUR = 3600;
    private static final long DAY = 24 * HOUR;
    private static final long REDRAW_EVERY = SECOND / 10;
    private static final long LINE_EVERY = 10 * SECOND;
    private static final double LINE_EVERY_FRACTION = 0.05;
    private static final String CLEAR_TO_END = "\u001b[K";

    private final PrintWriter out;
    private final ProgressStyle style;
    private final int columns;
    private final LongSupplier clock;
    private final String what;
    private final String unit;
    private final long total;
    private final long start;

    private RateWindow doneRate;
    private RateWindow fractionRate;
    private long first;
    private long done;
    private double fraction;
    private String note = "";
    private long drawnAt;
    private double drawnFraction;
    private long updatedAt;
    private boolean updated;
    private boolean closed;

    /**
     * @param columns of the terminal; a redrawn line is cut to them
     * @param clock nanoseconds from any origin
     * @param what the work, such as {@code train}
     * @param unit what is counted, in the plural
     * @param total how many there are; 0 if that is not known
     */
    public Progress(
            PrintWriter out,
            ProgressStyle style,
            int columns,
            LongSupplier clock,
            String what,
            String unit,
            long total) {
        if (total < 0) {
            throw new IllegalArgumentException("progress: total " + total + ", expected at least 0");
        }
        this.out = out;
        this.style = style;
        this.columns = columns;
        this.clock = clock;
        this.what = what;
        this.unit = unit;
        this.total = total;
        this.start = clock.getAsLong();
        this.doneRate = new RateWindow(start, 0);
        this.fractionRate = new RateWindow(start, 0);
        this.drawnAt = start;
        this.updatedAt = start;
    }

    /** Begins where earlier work ended: what was done then counts for the share, not for the rate. */
    public synchronized void startAt(long alreadyDone) {
        first = alreadyDone;
        done = alreadyDone;
        fraction = fraction(alreadyDone);
        drawnFraction = fraction;
        doneRate = new RateWindow(clock.getAsLong(), done);
        fractionRate = new RateWindow(clock.getAsLong(), fraction);
    }

    /**
     * Takes note of how far the work is.
     *
     * @param nowDone of the total
     * @param newNote a free text, such as the last loss
     */
    public void update(long nowDone, String newNote) {
        update(nowDone, fraction(nowDone), newNote);
    }

    /**
     * The same for work whose total is not known.
     *
     * @param nowFraction of all work, from 0 to 1
     */
    public synchronized void update(long nowDone, double nowFraction, String newNote) {
        long now = clock.getAsLong();
        long sinceUpdate = now - updatedAt;
        updated = true;
        updatedAt = now;
        done = nowDone;
        fraction = Math.min(1, nowFraction);
        note = newNote;
        doneRate.add(now, done);
        fractionRate.add(now, fraction);
        switch (style) {
            case SILENT -> {}
            case REDRAWN -> {
                if (now - drawnAt >= REDRAW_EVERY) {
                    redraw(line(false), now);
                }
            }
            case LINES -> {
                boolean further = fraction - drawnFraction >= LINE_EVERY_FRACTION && now - drawnAt >= SECOND;
                boolean last = fraction == 1; // which closing prints
                boolean silent =
                        now - drawnAt + sinceUpdate > LINE_EVERY; // once there is another update as late as this
                if (!last && (further || silent)) {
                    print(line(false), now);
                }
            }
        }
    }

    /** Prints a line that stays, above the one that is redrawn. */
    public synchronized void say(String line) {
        switch (style) {
            case SILENT -> {}
            case LINES -> print(line, drawnAt);
            case REDRAWN -> {
                out.print("\r" + line + CLEAR_TO_END + System.lineSeparator());
                redraw(line(false), clock.getAsLong());
            }
        }
    }

    /** Draws the last state, with the time it all took, and leaves the line; nothing if there never was one. */
    @Override
    public synchronized void close() {
        if (closed || !updated) {
            return;
        }
        closed = true;
        switch (style) {
            case SILENT -> {}
            case LINES -> print(line(true), clock.getAsLong());
            case REDRAWN -> {
                redraw(line(true), clock.getAsLong());
                out.println();
                out.flush();
            }
        }
    }

    private void redraw(String line, long now) {
        out.print("\r" + (line.length() < columns ? line : line.substring(0, columns - 1)) + CLEAR_TO_END);
        out.flush();
        drawnAt = now;
    }

    private void print(String line, long now) {
        out.println(line);
        out.flush();
        drawnAt = now;
        drawnFraction = fraction;
    }

    private double fraction(long count) {
        return total == 0 ? 0 : Math.min(1, (double) count / total);
    }

    private String line(boolean last) {
        double seconds = (clock.getAsLong() - start) / 1e9;
        StringBuilder line = new StringBuilder(what);
        if (fraction > 0 && fraction < 1) {
            line.append(String.format(Locale.ROOT, "  %d %%", (int) (100 * fraction)));
        }
        line.append("  ")
                .append(done)
                .append(total > 0 ? "/" + total : "")
                .append(' ')
                .append(unit);
        double rate = last ? (seconds > 0 ? (done - first) / seconds : 0) : doneRate.perSecond();
        if (rate > 0) {
            line.append("  ").append(rate(rate)).append(' ').append(unit).append("/s");
        }
        if (last) {
            line.append("  in ").append(duration(seconds));
        } else if (fractionRate.perSecond() > 0) {
            line.append("  ETA ").append(duration((1 - fraction) / fractionRate.perSecond()));
        }
        return note.isEmpty() ? line.toString() : line.append("  ").append(note).toString();
    }

    private static String rate(double perSecond) {
        return String.format(Locale.ROOT, perSecond < 100 ? "%.1f" : "%.0f", perSecond);
    }

    private static String duration(double seconds) {
        long whole = Math.round(seconds);
        if (whole < HOUR) {
            return String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60);
        }
        return whole < DAY
                ? String.format(Locale.ROOT, "%d h %02d min", whole / HOUR, whole / 60 % 60)
                : String.format(Locale.ROOT, "%d d %d h", whole / DAY, whole / HOUR % 24);
    }
}
