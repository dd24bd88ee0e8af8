package dev.diptych.nn.nd4j;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BackendGuardTest {
    @Test
    void letsTheNativeBackendPass() {
        assertThatCode(BackendGuard::check).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(ints = {37, 70, 75, 86, 89})
    void acceptsDevicesThatTheBackendHasCodeFor(int capability) {
        assertThatCode(() -> BackendGuard.require(capability)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(ints = {35, 90, 100, 120})
    void refusesOthersAndNamesWhatWorks(int capability) {
        assertThatThrownBy(() -> BackendGuard.require(capability))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("compute capability " + capability / 10 + "." + capability % 10)
                .hasMessageContaining("the devices cuda and cpu")
                .hasMessageNotContaining("\n");
    }
}
