package dev.diptych.cli.model;

import dev.diptych.cli.progress.Counted;
import dev.diptych.cli.progress.Progress;
import dev.diptych.cli.session.Session;
import dev.diptych.contrastive.guard.RollBack;
import dev.diptych.contrastive.guard.SkippedLog;
import dev.diptych.contrastive.guard.SkippedStep;
import dev.diptych.contrastive.train.RunFacts;
import dev.diptych.contrastive.train.StepLog;
import dev.diptych.contrastive.train.TrainingListener;
import dev.diptych.contrastive.validation.Scores;
import dev.diptych.report.Words;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Shows how far a training is, and keeps its last logged step and the one that it can go on from. */
final class TrainingProgress implements TrainingListener, AutoCloseable {
    private static final String RECALL = "_R@";

    private final Session session;
    private @Nullable Progress progress;
    private @Nullable StepLog last;
    private long saved;
    private @Nullable String cutNote;

    TrainingProgress(Session session) {
        this.session = session;
    }

    @Override
    public void started(RunFacts facts) {
        saved = facts.firstStep();
        session.note(String.format(
                Locale.ROOT,
                "%s, %.2f M parameters, %d tokens; %s in epochs of %d%s%s",
                Counted.of(facts.pairs(), "pair"),
                facts.parameters() / 1e6,
                facts.vocabulary(),
                Counted.of(facts.totalSteps(), "step"),
                facts.stepsPerEpoch(),
                facts.skipped() == 0 ? "" : "; " + Counted.of(facts.skipped(), "sample") + " left out",
                facts.firstStep() == 0 ? "" : "; continuing after step " + facts.firstStep()));
        Progress started = session.progress("train", "steps", facts.totalSteps());
        started.startAt(facts.firstStep());
        progress = started;
    }

    @Override
    public void stepped(StepLog log) {
        last = log;
        if (progress != null) {
            progress.update(log.step(), line(log));
        }
    }

    @Override
    public void scored(Scores scores) {
        if (progress != null) {
            progress.say(line(scores));
        }
    }

    @Override
    public void saved(long step) {
        saved = step;
    }

    @Override
    public void skipped(SkippedStep step) {
        if (step.inARow() == 1) {
            warned("step " + step.step() + ": skipped: " + step.why() + "; its samples are in " + SkippedLog.FILE);
        }
    }

    @Override
    public void rolledBack(RollBack back) {
        warned(String.format(
                Locale.ROOT,
                "step %d: too many steps in a row were skipped: back to the weights of step %d, on with %.3g of the"
                        + " learning rate",
                back.step(),
                back.to(),
                back.lrFactor()));
    }

    @Override
    public void warned(String line) {
        if (progress != null) {
            progress.say(line);
        }
    }

    @Override
    public void read(long captions, long cut) {
        if (cut > 0) {
            cutNote = cut + " of " + captions + " captions drawn were cut to the model's context length";
        }
    }

    /** What matters most comes first: a narrow terminal shows the line's beginning. */
    static String line(StepLog log) {
        return String.format(
                Locale.ROOT,
                "loss %.3f  %.0f pairs/s  MFU %.0f %%  wait %.0f %%  epoch %.2f  lr %s  scale %.1f  %.0f GFLOP/s",
                log.loss(),
                log.pairsPerSecond(),
                100 * log.mfu(),
                100 * log.dataWait(),
                log.epoch(),
                Words.figure(log.lr()),
                log.logitScale(),
                log.flopsPerSecond() / 1e9);
    }

    /** The recalls alone, each direction's name once. */
    static String line(Scores scores) {
        StringBuilder line = new StringBuilder("scored at step " + scores.step());
        String last = "";
        for (Map.Entry<String, Double> score : scores.values().entrySet()) {
            int at = score.getKey().indexOf(RECALL);
            if (at >= 0) {
                String direction = score.getKey().substring(0, at);
                line.append(direction.equals(last) ? "" : "  " + direction)
                        .append(String.format(
                                Locale.ROOT, " %s %.1f %%", score.getKey().substring(at + 1), 100 * score.getValue()));
                last = direction;
            }
        }
        return line.toString();
    }

    /** Returns the last logged step, or null if there was none. */
    @Nullable
    StepLog last() {
        return last;
    }

    /** Returns the step of the checkpoint, or 0 if there is none. */
    long saved() {
        return saved;
    }

    @Override
    public void close() {
        if (progress != null) {
            progress.close();
        }
        if (cutNote != null) {
            session.note(cutNote);
        }
    }
}
