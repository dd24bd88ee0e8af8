/** What the whole module shares: the exception for bad input. The work is in the packages below. */
@NullMarked
package dev.diptych.ingest;

import org.jspecify.annotations.NullMarked;
