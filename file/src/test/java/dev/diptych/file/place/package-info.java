@NullMarked
package dev.diptych.file.place;

import org.jspecify.annotations.NullMarked;
