@NullMarked
package dev.diptych.cli.report;

import org.jspecify.annotations.NullMarked;
