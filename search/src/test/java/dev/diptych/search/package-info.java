@NullMarked
package dev.diptych.search;

import org.jspecify.annotations.NullMarked;
