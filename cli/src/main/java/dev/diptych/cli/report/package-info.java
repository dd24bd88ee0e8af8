/** What the command leaves of its work to be looked at. */
@NullMarked
package dev.diptych.cli.report;

import org.jspecify.annotations.NullMarked;
