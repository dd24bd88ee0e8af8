@NullMarked
package dev.diptych.search.index;

import org.jspecify.annotations.NullMarked;
