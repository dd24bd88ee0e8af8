package dev.diptych.bench.profile;

import java.util.List;
import java.util.Locale;

/** A profile as text of at most 100 columns: a table by op family, one by layer, and a legend. */
public final class ProfileText {
    private static final String HEAD = "%-32s %6s %9s %6s %9s %8s %9s%n";

    private ProfileText() {}

    /** Lines that end with the system's line separator. */
    public static String of(Profile profile) {
        StringBuilder text = new StringBuilder();
        table(text, "op", profile.families(), profile.seconds());
        text.append(System.lineSeparator());
        table(text, "layer", profile.layers(), profile.seconds());
        text.append(String.format(
                Locale.ROOT,
                "%nGFLOP/s counts matrix products; GB/s what ops read and write, each tensor once an op.%n"
                        + "roofline: the share of what the machine's matmul rate (%.0f GFLOP/s) and memory bandwidth%n"
                        + "(%.1f GB/s) allow, whichever is less, op by op; above 100 %% where a cache held the operands.%n",
                profile.machine().matmulRate() / 1e9,
                profile.machine().bandwidth() / 1e9));
        return text.toString();
    }

    private static void table(StringBuilder text, String what, List<Row> rows, double seconds) {
        text.append(String.format(Locale.ROOT, HEAD, what, "calls", "ms", "share", "GFLOP/s", "GB/s", "roofline"));
        for (Row row : rows) {
            text.append(String.format(
                    Locale.ROOT,
                    HEAD,
                    row.name(),
                    row.calls(),
                    String.format(Locale.ROOT, "%.2f", row.seconds() * 1e3),
                    percent(row.seconds() / seconds),
                    row.flops() == 0 ? "-" : String.format(Locale.ROOT, "%.1f", row.flops() / row.seconds() / 1e9),
                    String.format(Locale.ROOT, "%.1f", row.bytes() / row.seconds() / 1e9),
                    percent(row.roofline())));
        }
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f%%", 100 * share);
    }
}
