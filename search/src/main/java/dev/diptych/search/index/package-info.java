/** The files of an index, as a search reads them: N rows of D dimensions, and what each row is. */
@NullMarked
package dev.diptych.search.index;

import org.jspecify.annotations.NullMarked;
