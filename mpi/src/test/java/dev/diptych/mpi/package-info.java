/** Tests of ranks that MPI connects. */
@NullMarked
package dev.diptych.mpi;

import org.jspecify.annotations.NullMarked;
