/** The report of an ingest as one HTML file that needs nothing else. */
@NullMarked
package dev.diptych.ingest.report;

import org.jspecify.annotations.NullMarked;
