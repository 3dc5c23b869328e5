/** The report's page: HTML, styles and scripts, and their assembly around the page data. */
package io.sparkrecorder.report.page;
