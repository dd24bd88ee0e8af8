/** The vectors of what is asked for: words and images, by the model that made the index's. D dimensions. */
@NullMarked
package dev.diptych.search.encode;

import org.jspecify.annotations.NullMarked;
