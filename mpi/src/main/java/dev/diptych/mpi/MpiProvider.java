package dev.diptych.mpi;

import dev.diptych.contrastive.ranks.Ranks;
import dev.diptych.contrastive.ranks.RanksProvider;
import java.util.Optional;

/** Joins the ranks that mpirun, mpiexec or srun started this process as one of. */
public final class MpiProvider implements RanksProvider {
    private final Optional<Launch> launch = Launch.of(System.getenv());

    @Override
    public boolean present() {
        return launch.isPresent();
    }

    @Override
    public Ranks join() {
        return MpiRanks.join(launch.orElseThrow());
    }
}
