package dev.diptych.eval.run;

import dev.diptych.contrastive.train.StepLog;
import java.util.ArrayList;
import java.util.List;

/** The lines of a log in bounded memory: once they are too many, every second of them, evenly spread, and the last. */
final class StepLines {
    private static final int MOST = 1 << 15;

    private final int most;
    private final List<StepLog> kept = new ArrayList<>();
    private long count;
    private int stride = 1;
    private boolean lastIsExtra;

    StepLines() {
        this(MOST);
    }

    /** @param most how many lines are kept at most, but for the last; even */
    StepLines(int most) {
        this.most = most;
    }

    void add(StepLog line) {
        if (lastIsExtra) {
            kept.remove(kept.size() - 1);
        }
        kept.add(line);
        lastIsExtra = count % stride != 0;
        count++;
        if (!lastIsExtra && kept.size() == most) {
            for (int i = 0; i < most / 2; i++) {
                kept.set(i, kept.get(2 * i));
            }
            kept.subList(most / 2, most).clear();
            kept.add(line);
            stride *= 2;
            lastIsExtra = true;
        }
    }

    List<StepLog> all() {
        return List.copyOf(kept);
    }
}
