package dev.diptych.mpi;

import com.sun.jna.Function;
import com.sun.jna.Library;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import dev.diptych.contrastive.ranks.RanksException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/*
 * There are two binary interfaces of MPI: Open MPI's handles are addresses of its global variables, MPICH's and its kin's are
 * numbers. Which of them a library has, its symbols tell.
 *
 * UCX, by which both may move data, takes over the signal of a bad address, by which Java finds null: it is told not to,
 * before the library is loaded.
 */
/**
 * The machine's MPI.
 *
 * @param world the communicator of all
 * @param real float32
 * @param whole int32
 * @param sum the operation
 * @param inPlace what stands for a buffer that is read and written
 * @param noStatus what stands for a status that nobody asks for
 */
record MpiLibrary(
        NativeLibrary library, Object world, Object real, Object whole, Object sum, Pointer inPlace, Pointer noStatus) {
    private static final int GLOBAL = 0x102; // RTLD_NOW and RTLD_GLOBAL: Open MPI's plug-ins look for its symbols

    private static final int MPICH_WORLD = 0x44000000;
    private static final int MPICH_FLOAT = 0x4c00040a;
    private static final int MPICH_INT = 0x4c000405;
    private static final int MPICH_SUM = 0x58000003;

    /**
     * Loads the first library that there is.
     *
     * @throws RanksException if there is none of them
     */
    static MpiLibrary load(Launch launch) {
        NativeLibrary.getProcess().getFunction("setenv").invokeInt(new Object[] {"UCX_ERROR_SIGNALS", "", 1});
        List<String> problems = new ArrayList<>();
        for (String name : launch.libraries()) {
            try {
                return of(NativeLibrary.getInstance(name, Map.of(Library.OPTION_OPEN_FLAGS, GLOBAL)));
            } catch (UnsatisfiedLinkError e) {
                problems.add(name);
            }
        }
        throw new RanksException("train: started by " + launch.by() + " as one of " + launch.size()
                + ", but of its library none of " + String.join(", ", problems)
                + " could be loaded; put its folder into LD_LIBRARY_PATH or its path into DIPTYCH_MPI");
    }

    private static MpiLibrary of(NativeLibrary library) {
        try {
            return new MpiLibrary(
                    library,
                    library.getGlobalVariableAddress("ompi_mpi_comm_world"),
                    library.getGlobalVariableAddress("ompi_mpi_float"),
                    library.getGlobalVariableAddress("ompi_mpi_int"),
                    library.getGlobalVariableAddress("ompi_mpi_op_sum"),
                    new Pointer(1),
                    Pointer.NULL);
        } catch (UnsatisfiedLinkError e) {
            library.getFunction("MPI_Allreduce"); // or it is no MPI
            return new MpiLibrary(
                    library, MPICH_WORLD, MPICH_FLOAT, MPICH_INT, MPICH_SUM, new Pointer(-1), new Pointer(1));
        }
    }

    /** Whether it is Open MPI or its kin, whose handles are addresses. */
    boolean open() {
        return world instanceof Pointer;
    }

    /**
     * Calls a function of MPI.
     *
     * @throws RanksException if it says that it failed
     */
    void call(String name, Object... arguments) {
        Function function = library.getFunction(name);
        int code = function.invokeInt(arguments);
        if (code != 0) {
            throw new RanksException("train: " + name + ": failed with code " + code + ", expected 0");
        }
    }
}
