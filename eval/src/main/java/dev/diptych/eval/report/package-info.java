/** What a run leaves behind to be read: the scores as JSON for programs, and a report in one HTML file for people. */
@NullMarked
package dev.diptych.eval.report;

import org.jspecify.annotations.NullMarked;
