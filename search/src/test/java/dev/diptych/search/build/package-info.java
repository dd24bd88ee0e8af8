@NullMarked
package dev.diptych.search.build;

import org.jspecify.annotations.NullMarked;
