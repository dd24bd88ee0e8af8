package dev.diptych.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final StringWriter text = new StringWriter();
    private long nanos = 5_000_000_000L;

    @Test
    void printsALineForEveryTwentiethPart() {
        try (Progress progress = progress(ProgressStyle.LINES, 100)) {
            for (int i = 1; i <= 12; i++) {
                pass(1.5);
                progress.update(i, "loss " + i);
            }
        }
        assertThat(text.toString().lines())
                .containsExactly(
                        "train  5 %  5/100 steps  0.7 steps/s  ETA 2:22  loss 5",
                        "train  10 %  10/100 steps  0.7 steps/s  ETA 2:15  loss 10",
                        "train  12 %  12/100 steps  0.7 steps/s  in 0:18  loss 12");
    }

    @Test
    void printsALineEveryTenSecondsOfSlowWork() {
        Progress progress = progress(ProgressStyle.LINES, 10_000);
        for (int i = 1; i <= 25; i++) {
            pass(1);
            progress.update(i, "");
        }
        assertThat(text.toString().lines())
                .containsExactly(
                        "train  0 %  10/10000 steps  1.0 steps/s  ETA 2 h 46 min",
                        "train  0 %  20/10000 steps  1.0 steps/s  ETA 2 h 46 min");
    }

    @Test
    void printsALineAtLeastEveryTenSecondsAsFarAsThereIsNews() {
        Progress progress = progress(ProgressStyle.LINES, 10_000);
        for (int i = 1; i <= 4; i++) {
            pass(4);
            progress.update(i, "at " + 4 * i);
        }
        pass(9.5);
        progress.update(5, "at 25.5");
        assertThat(text.toString().lines().map(line -> line.replaceFirst(".*  at", "at")))
                .containsExactly("at 8", "at 16", "at 25.5");
    }

    @Test
    void redrawsOneLineOfATerminalTenTimesASecondAtMost() {
        try (Progress progress = progress(ProgressStyle.REDRAWN, 1000)) {
            for (int i = 1; i <= 25; i++) {
                pass(0.01);
                progress.update(i, "");
            }
        }
        assertThat(text.toString())
                .isEqualTo("\rtrain  1 %  10/1000 steps  100 steps/s  ETA 0:10\u001b[K"
                        + "\rtrain  2 %  20/1000 steps  100 steps/s  ETA 0:10\u001b[K"
                        + "\rtrain  2 %  25/1000 steps  100 steps/s  in 0:00\u001b[K" + System.lineSeparator());
    }

    @Test
    void cutsARedrawnLineToTheTerminal() {
        Progress progress = progress(ProgressStyle.REDRAWN, 1000);
        pass(1);
        progress.update(1, "x".repeat(200));
        assertThat(text.toString()).startsWith("\rtrain").endsWith("xx\u001b[K").hasSize(1 + 59 + 3);
    }

    @Test
    void keepsSaidLinesAboveTheRedrawnOne() {
        Progress progress = progress(ProgressStyle.REDRAWN, 10);
        pass(1);
        progress.update(1, "");
        progress.say("saved");
        assertThat(text.toString()).contains("\rsaved\u001b[K" + System.lineSeparator() + "\rtrain  10 %  1/10");
    }

    @Test
    void estimatesFromTheShareWhereTheTotalIsUnknown() {
        Progress progress = progress(ProgressStyle.LINES, 0);
        pass(10);
        progress.update(300, 0.25, "2 left out");
        assertThat(text.toString().strip()).isEqualTo("train  25 %  300 steps  30.0 steps/s  ETA 0:30  2 left out");
    }

    @Test
    void countsOnlyNewWorkForTheRateOfAResumedRun() {
        try (Progress progress = progress(ProgressStyle.LINES, 100)) {
            progress.startAt(50);
            pass(10);
            progress.update(60, "");
        }
        assertThat(text.toString().lines())
                .containsExactly(
                        "train  60 %  60/100 steps  1.0 steps/s  ETA 0:40",
                        "train  60 %  60/100 steps  1.0 steps/s  in 0:10");
    }

    @Test
    void followsAChangeOfSpeed() {
        Progress progress = progress(ProgressStyle.LINES, 100_000);
        for (int i = 1; i <= 100; i++) {
            pass(1);
            progress.update(i, "");
        }
        for (int i = 1; i <= 40; i++) {
            pass(1);
            progress.update(100 + 10L * i, "");
        }
        assertThat(text.toString()).endsWith("500/100000 steps  10.0 steps/s  ETA 2 h 45 min" + System.lineSeparator());
    }

    @Test
    void saysNothingWhenSilentOrNeverUpdated() {
        try (Progress progress = progress(ProgressStyle.SILENT, 10)) {
            pass(100);
            progress.update(5, "");
            progress.say("saved");
        }
        progress(ProgressStyle.LINES, 10).close();
        assertThat(text.toString()).isEmpty();
    }

    @Test
    void rejectsANegativeTotal() {
        assertThatThrownBy(() -> progress(ProgressStyle.LINES, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("progress: total -1, expected at least 0");
    }

    private Progress progress(ProgressStyle style, long total) {
        return new Progress(new PrintWriter(text), style, 60, () -> nanos, "train", "steps", total);
    }

    private void pass(double seconds) {
        nanos += (long) (seconds * 1e9);
    }
}
