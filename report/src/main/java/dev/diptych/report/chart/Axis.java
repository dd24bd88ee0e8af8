package dev.diptych.report.chart;

import java.util.List;

/** A range of numbers with ticks at round ones. */
sealed interface Axis permits LinearAxis, LogarithmicAxis {
    /** Rising. */
    List<Double> ticks();

    /** Where a value lies: 0 at the low end, 1 at the high one. */
    double fraction(double value);

    /** A tick as text: {@code 0.5}, {@code 20k}, {@code 4e-4}. */
    String label(double tick);
}
