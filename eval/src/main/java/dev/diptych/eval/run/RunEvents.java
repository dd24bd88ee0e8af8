package dev.diptych.eval.run;

import dev.diptych.contrastive.guard.RollBack;
import dev.diptych.contrastive.guard.SkippedLog;
import dev.diptych.contrastive.guard.SkippedStep;
import dev.diptych.contrastive.train.MetricsLog;
import dev.diptych.report.Words;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What was out of the ordinary in a run: steps that were skipped, and ways back to a checkpoint. */
final class RunEvents {
    /** Of the latest. */
    private static final int SHOWN = 20;

    private final List<Stretch> stretches = new ArrayList<>();
    private final List<RollBack> backs = new ArrayList<>();
    private long skipped;

    /** Steps in a row that were skipped, and why the first was. */
    private record Stretch(long first, long last, String why) {}

    /** A line and the step after which it is said. */
    private record Line(long step, String text) {}

    /** Those of a run's folder, up to a step. */
    static RunEvents read(Path run, long last) throws IOException {
        RunEvents events = new RunEvents();
        SkippedLog.read(run).stream().filter(step -> step.step() <= last).forEach(events::add);
        MetricsLog.rollBacks(run).stream().filter(back -> back.step() <= last).forEach(events::add);
        return events;
    }

    void add(SkippedStep step) {
        skipped++;
        int latest = stretches.size() - 1;
        if (latest >= 0 && stretches.get(latest).last() == step.step() - 1) {
            Stretch begun = stretches.get(latest);
            stretches.set(latest, new Stretch(begun.first(), step.step(), begun.why()));
        } else {
            stretches.add(new Stretch(step.step(), step.step(), step.why()));
        }
    }

    void add(RollBack back) {
        backs.add(back);
    }

    /** How many steps were skipped. */
    long skipped() {
        return skipped;
    }

    /** The latest of them in words, in their order. */
    List<String> lines() {
        List<Line> lines = new ArrayList<>();
        for (Stretch each : stretches) {
            String steps = each.first() == each.last()
                    ? "Step " + Words.count(each.first()) + " was"
                    : "Steps " + Words.count(each.first()) + " to " + Words.count(each.last()) + " were";
            lines.add(new Line(each.last(), steps + " skipped: " + each.why()));
        }
        for (RollBack back : backs) {
            String text = String.format(
                    Locale.ROOT,
                    "After step %,d: back to the weights of step %,d, on with %.3g of the learning rate",
                    back.step(),
                    back.to(),
                    back.lrFactor());
            lines.add(new Line(back.step(), text));
        }
        lines.sort((a, b) -> Long.compare(a.step(), b.step())); // of the same step, what was skipped is first
        return lines.subList(Math.max(0, lines.size() - SHOWN), lines.size()).stream()
                .map(Line::text)
                .toList();
    }
}
