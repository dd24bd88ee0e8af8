@NullMarked
package dev.diptych.ingest.flow;

import org.jspecify.annotations.NullMarked;
