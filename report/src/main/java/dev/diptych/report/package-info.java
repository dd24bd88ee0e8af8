/**
 * Pages of HTML that need nothing else: one style for light and dark and for phones, escaping, tables, tiles, facts and pictures. They
 * run no script, and the same data gives the same bytes.
 */
@NullMarked
package dev.diptych.report;

import org.jspecify.annotations.NullMarked;
