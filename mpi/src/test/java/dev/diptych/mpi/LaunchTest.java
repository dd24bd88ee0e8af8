package dev.diptych.mpi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.contrastive.ranks.RanksException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LaunchTest {
    @Test
    void oneProcessIsNoLaunch() {
        assertThat(Launch.of(Map.of())).isEmpty();
        assertThat(Launch.of(Map.of("OMPI_COMM_WORLD_SIZE", "1"))).isEmpty();
        assertThat(Launch.of(Map.of("PMI_SIZE", "two"))).isEmpty();
    }

    @Test
    void eachStarterHasItsLibrary() {
        Launch open = Launch.of(Map.of("OMPI_COMM_WORLD_SIZE", "4")).orElseThrow();
        assertThat(open.size()).isEqualTo(4);
        assertThat(open.libraries().get(0)).isEqualTo("libmpi.so.40");
        Launch mpich = Launch.of(Map.of("PMI_SIZE", "3")).orElseThrow();
        assertThat(mpich.size()).isEqualTo(3);
        assertThat(mpich.libraries().get(0)).isEqualTo("libmpich.so.12");
    }

    @Test
    void aStepOfSlurmIsALaunchAndABatchScriptIsNot() {
        Map<String, String> step = Map.of("SLURM_NTASKS", "8", "SLURM_PROCID", "3", "SLURM_STEP_ID", "0");
        assertThat(Launch.of(step).orElseThrow().size()).isEqualTo(8);
        assertThat(Launch.of(Map.of("SLURM_NTASKS", "8", "SLURM_PROCID", "0"))).isEmpty();
        assertThat(Launch.of(Map.of("SLURM_NTASKS", "8", "SLURM_PROCID", "0", "SLURM_STEP_ID", "4294967291")))
                .isEmpty();
    }

    @Test
    void aStepOfFewerTasksThanTheJobIsAsLargeAsItself() {
        Map<String, String> job = Map.of("SLURM_NTASKS", "8", "SLURM_PROCID", "0", "SLURM_STEP_ID", "1");
        Map<String, String> two = new HashMap<>(job);
        two.put("SLURM_STEP_NUM_TASKS", "2");
        assertThat(Launch.of(two).orElseThrow().size()).isEqualTo(2);
        two.put("SLURM_STEP_NUM_TASKS", "1");
        assertThat(Launch.of(two)).isEmpty();
    }

    @Test
    void ranksThatMpiexecStartsUnderSlurmAreCountedByIt() {
        Map<String, String> proxies = Map.of(
                "SLURM_NTASKS",
                "2",
                "SLURM_PROCID",
                "1",
                "SLURM_STEP_ID",
                "0",
                "SLURM_STEP_NUM_TASKS",
                "2",
                "PMI_SIZE",
                "8");
        Launch launch = Launch.of(proxies).orElseThrow();
        assertThat(launch.size()).isEqualTo(8);
        assertThat(launch.libraries().get(0)).isEqualTo("libmpich.so.12");
    }

    @Test
    void anotherLibraryCanBeNamed() {
        Map<String, String> environment = Map.of("PMI_SIZE", "2", "DIPTYCH_MPI", "/opt/mpi/lib/libmpi.so");
        assertThat(Launch.of(environment).orElseThrow().libraries()).containsExactly("/opt/mpi/lib/libmpi.so");
    }

    @Test
    void aLibraryThatIsNotThereIsNamed() {
        Launch launch = new Launch("Open MPI's mpirun", 2, List.of("libno-such-mpi.so.1"));
        assertThatThrownBy(() -> MpiLibrary.load(launch))
                .isInstanceOf(RanksException.class)
                .hasMessage(
                        "train: started by Open MPI's mpirun as one of 2, but of its library none of"
                                + " libno-such-mpi.so.1 could be loaded; put its folder into LD_LIBRARY_PATH or its path into DIPTYCH_MPI");
    }
}
