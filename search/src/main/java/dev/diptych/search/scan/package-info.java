/**
 * The most similar rows by a scan over all of them, exactly. N rows, D dimensions, K hits; similarity is the product of unit
 * vectors.
 */
@NullMarked
package dev.diptych.search.scan;

import org.jspecify.annotations.NullMarked;
