package dev.diptych.mpi;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What started this process as one of several.
 *
 * @param by its name, for messages
 * @param size how many it started
 * @param libraries of MPI, by the names that the dynamic linker knows, the likeliest first
 */
record Launch(String by, int size, List<String> libraries) {
    private static final List<String> OPEN_MPI =
            List.of("libmpi.so.40", "libmpi.so", "libmpi.40.dylib", "libmpi.dylib");
    private static final List<String> MPICH = List.of("libmpich.so.12", "libmpi.so.12", "libmpich.so", "libmpi.dylib");

    /** Slurm numbers the steps of srun from 0 on, and has such a number for the script of sbatch, which is one process. */
    private static final long LARGEST_STEP = 0xFFFF_0000L;

    /** @param environment the process' variables; {@code DIPTYCH_MPI} names another library */
    static Optional<Launch> of(Map<String, String> environment) {
        Optional<Launch> found = started(environment).filter(launch -> launch.size > 1);
        String own = environment.getOrDefault("DIPTYCH_MPI", "");
        return own.isEmpty() ? found : found.map(launch -> new Launch(launch.by, launch.size, List.of(own)));
    }

    private static Optional<Launch> started(Map<String, String> environment) {
        int open = number(environment, "OMPI_COMM_WORLD_SIZE");
        if (open > 0) {
            return Optional.of(new Launch("Open MPI's mpirun", open, OPEN_MPI));
        }
        int hydra = number(environment, "PMI_SIZE");
        int tasks = tasks(environment);
        boolean step = environment.containsKey("SLURM_PROCID") && isStep(environment.get("SLURM_STEP_ID"));
        if (tasks > 0 && step) {
            List<String> first = hydra > 0 ? MPICH : OPEN_MPI;
            List<String> then = hydra > 0 ? OPEN_MPI : MPICH;
            return Optional.of(new Launch(
                    "Slurm's srun",
                    hydra > 0 ? hydra : tasks, // MPICH's mpiexec starts by srun what starts several ranks each
                    Stream.concat(first.stream(), then.stream()).toList()));
        }
        return hydra > 0 ? Optional.of(new Launch("MPICH's mpiexec", hydra, MPICH)) : Optional.empty();
    }

    /** Those of the step, which may be fewer than the job's. */
    private static int tasks(Map<String, String> environment) {
        int step = number(environment, "SLURM_STEP_NUM_TASKS");
        return step > 0 ? step : number(environment, "SLURM_NTASKS");
    }

    private static boolean isStep(@Nullable String id) {
        try {
            return id != null && Long.parseLong(id) < LARGEST_STEP;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static int number(Map<String, String> environment, String name) {
        try {
            return Integer.parseInt(environment.getOrDefault(name, "0"));
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
