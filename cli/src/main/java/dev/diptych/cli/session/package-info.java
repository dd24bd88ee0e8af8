/** What all commands share: the streams, the surroundings, stopping early, and what a failure says. */
@NullMarked
package dev.diptych.cli.session;

import org.jspecify.annotations.NullMarked;
