/** The text of captions: out of bytes, out of markup, and clean. */
@NullMarked
package dev.diptych.ingest.caption;

import org.jspecify.annotations.NullMarked;
