package dev.diptych.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.nn.op.Activation;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

final class TextConfigTest {
    private record Case(TextPool pool, int eosId, int[] row, int place) {
        static Case of(TextPool pool, int eosId, int place, int... row) {
            return new Case(pool, eosId, row, place);
        }
    }

    /** Places by PyTorch 1.13: {@code row.argmax()}, and {@code (row == eos_id).int().argmax()}. */
    @Test
    void poolsWhereOpenClipDoes() {
        for (Case c : List.of(
                Case.of(TextPool.ARGMAX, 2, 3, 7, 4, 5, 9, 0),
                Case.of(TextPool.ARGMAX, 2, 1, 7, 9, 5, 9, 9),
                Case.of(TextPool.ARGMAX, 2, 2, 7, 4, 11, 9, 0),
                Case.of(TextPool.ARGMAX, 2, 4, 7, 4, 5, 9, 10),
                Case.of(TextPool.ARGMAX, 2, 0, 3, 3, 3, 3, 3),
                Case.of(TextPool.EOS, 9, 3, 7, 4, 11, 9, 9),
                Case.of(TextPool.EOS, 2, 0, 7, 4, 5, 9, 0),
                Case.of(TextPool.FIRST, 2, 3, 7, 4, 5, 9, 0),
                Case.of(TextPool.LAST, 2, 3, 7, 4, 5, 9, 0))) {
            int[] rows = new int[10];
            System.arraycopy(c.row, 0, rows, 5, 5);
            assertThat(config(c.pool, c.eosId).pooledAt(rows, 5, 3)).as("%s", c).isEqualTo(c.place);
        }
    }

    private static TextConfig config(TextPool pool, int eosId) {
        return new TextConfig(
                5,
                12,
                8,
                1,
                1,
                4,
                Activation.Kind.GELU,
                1e-5,
                OptionalDouble.empty(),
                true,
                pool,
                TextProjection.LINEAR,
                0,
                eosId,
                TokenizerSpec.CLIP);
    }
}
