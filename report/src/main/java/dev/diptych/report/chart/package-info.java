/** Charts as SVG within a page; their colours are the page's, so that they follow its scheme. */
@NullMarked
package dev.diptych.report.chart;

import org.jspecify.annotations.NullMarked;
