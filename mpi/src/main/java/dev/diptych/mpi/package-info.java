/** The ranks of a training as processes that MPI starts and connects. */
@NullMarked
package dev.diptych.mpi;

import org.jspecify.annotations.NullMarked;
