/**
 * Models outside of Diptych: what they are called, what their files hold, and how they are read and written. Nothing here trains or
 * runs one.
 */
@NullMarked
package dev.diptych.export;

import org.jspecify.annotations.NullMarked;
