/** Grouping and tables of profiles. */
@NullMarked
package dev.diptych.bench.profile;

import org.jspecify.annotations.NullMarked;
