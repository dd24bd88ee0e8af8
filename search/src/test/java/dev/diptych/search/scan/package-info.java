@NullMarked
package dev.diptych.search.scan;

import org.jspecify.annotations.NullMarked;
