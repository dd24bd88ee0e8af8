/** Tests of the package. */
@NullMarked
package dev.diptych.cli.session;

import org.jspecify.annotations.NullMarked;
