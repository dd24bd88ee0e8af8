@NullMarked
package dev.diptych.search.serve;

import org.jspecify.annotations.NullMarked;
