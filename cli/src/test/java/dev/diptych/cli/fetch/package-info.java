/** Tests of the package. */
@NullMarked
package dev.diptych.cli.fetch;

import org.jspecify.annotations.NullMarked;
