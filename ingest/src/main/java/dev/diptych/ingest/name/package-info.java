/** The names of files: how their bytes become text, and when two of them are one name written in two ways. */
@NullMarked
package dev.diptych.ingest.name;

import org.jspecify.annotations.NullMarked;
