/** Images that an index holds, found by words, by images, by vectors, or by several of these. D dimensions. */
@NullMarked
package dev.diptych.search;

import org.jspecify.annotations.NullMarked;
