package dev.diptych.contrastive.reference;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.tape.Precision;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The product's embeddings against the reference's, for whole models and for parts of them, on each engine. */
final class EmbeddingTest {
    /** Forty times what a few dozen float32 sums of up to a hundred terms leave in the elements of unit rows. */
    private static final double FLOAT32 = 1e-5;

    /** Twice what rounding every product's inputs to 2^-9 leaves in elements near 0.2, by a simulation in float64. */
    private static final double BFLOAT16 = 1e-2;

    private static Stream<Arguments> cases() {
        return Golden.ALL.stream()
                .flatMap(golden -> Arrays.stream(Engines.values())
                        .flatMap(engine ->
                                Arrays.stream(Part.values()).map(part -> Arguments.of(golden, engine, part))));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agreesInFloat32(Golden golden, Engines engine, Part part) {
        compare(golden, engine, Precision.FP32, part, FLOAT32);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agreesInBFloat16(Golden golden, Engines engine, Part part) {
        compare(golden, engine, Precision.AMP_BF16, part, BFLOAT16);
    }

    private static void compare(Golden golden, Engines engines, Precision precision, Part part, double tolerance) {
        try (Engine engine = engines.get()) {
            Agreement.check(golden.config(), precision, engine, part, tolerance);
        }
    }
}
