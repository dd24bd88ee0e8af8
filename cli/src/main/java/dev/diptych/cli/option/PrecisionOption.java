package dev.diptych.cli.option;

import dev.diptych.cli.session.Session;
import dev.diptych.cli.session.UsageException;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.tape.Precision;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --precision}: the number format that the towers compute in. */
public final class PrecisionOption {
    @Option(
            names = "--precision",
            paramLabel = "NAME",
            order = 802,
            description =
                    "fp32; amp_bf16: products and activations in bfloat16, for processors that have it; int8, which is not"
                            + " for training: linear layers on 8-bit integers (default: fp32, or what the recipe says).",
            converter = PrecisionConverter.class)
    private @Nullable Precision precision;

    @Option(names = "--force-precision", order = 803, description = "Compute in amp_bf16 even where that is slow.")
    private boolean force;

    /** That in which {@code engine} computes faster. */
    public static Precision fastest(Engine engine) {
        return engine.multiplies(Precision.AMP_BF16.compute()) ? Precision.AMP_BF16 : Precision.FP32;
    }

    /** What was asked for, or null. */
    public @Nullable Precision given() {
        return precision;
    }

    /** What was asked for, or float32. */
    public Precision orFloat32() {
        return precision == null ? Precision.FP32 : precision;
    }

    /**
     * What was asked for, or float32, if {@code device} computes and trains fast in it or the user insists.
     *
     * @throws UsageException otherwise
     */
    public Precision on(DeviceOption device, Session session) {
        requireTraining(orFloat32());
        try (Engine engine = device.open(session, 1)) {
            return check(orFloat32(), engine);
        }
    }

    /**
     * Returns {@code asked} if {@code engine} computes fast in it, or computes in it at all and the user insists.
     *
     * @throws UsageException otherwise
     */
    public Precision check(Precision asked, Engine engine) {
        require(asked, engine, force);
        return asked;
    }

    /**
     * Checks that {@code engine} computes fast in a precision.
     *
     * @throws UsageException if not
     */
    public static void require(Precision asked, Engine engine) {
        require(asked, engine, false);
    }

    /**
     * Checks that models can be trained in a precision.
     *
     * @throws UsageException if not
     */
    public static void requireTraining(Precision asked) {
        if (!asked.trains()) {
            throw new UsageException(
                    "precision: " + asked.option() + ": for forward passes only, expected fp32 or amp_bf16");
        }
    }

    private static void require(Precision asked, Engine engine, boolean force) {
        String name = "precision: " + asked.option() + ": " + engine.name();
        if (asked == Precision.INT8 && !engine.quantizes()) {
            throw new UsageException(
                    name + " has no products of 8-bit integers here, expected fp32 or amp_bf16; the CPU has them from"
                            + " AVX2 or AVX-512 with VNNI on");
        }
        if (!engine.computes(asked.compute())) {
            throw new UsageException(name + " cannot compute in it on this processor, not even slowly, expected fp32");
        }
        if (!force && !engine.multiplies(asked.compute())) {
            throw new UsageException(
                    name + " finds no bfloat16 units in this processor, expected fp32; --force-precision computes in it"
                            + " nevertheless, slowly");
        }
    }
}
