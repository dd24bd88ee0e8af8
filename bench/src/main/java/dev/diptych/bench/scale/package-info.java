/**
 * What trainings and ingests on more machines than there are at hand would take, by what was measured on few. Axis letters: B pairs of a
 * step, D embedding, R ranks.
 */
@NullMarked
package dev.diptych.bench.scale;

import org.jspecify.annotations.NullMarked;
