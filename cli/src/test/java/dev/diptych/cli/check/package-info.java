/** Tests of the command that examines a model. */
@NullMarked
package dev.diptych.cli.check;

import org.jspecify.annotations.NullMarked;
