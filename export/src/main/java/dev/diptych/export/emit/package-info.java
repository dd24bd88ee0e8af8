/** What the writers of graphs share, whatever format they write: a recorded program is compiled, and nothing is computed. */
@NullMarked
package dev.diptych.export.emit;

import org.jspecify.annotations.NullMarked;
